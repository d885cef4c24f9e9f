import type { SocketContract } from '#contracts/define.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { IdentityHttp } from '#contracts/http/identity.ts';
import type { SignedIn } from '#contracts/identity/person.ts';
import { CallSocket } from '#contracts/sockets/call.ts';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import { LiveSocket } from '#contracts/sockets/live.ts';
import { SessionsSocket } from '#contracts/sockets/sessions.ts';
import { newUuid } from '#platform/clock.ts';
import { type Api, createApi } from '../../web/api/api.ts';
import { createClient, type Tokens } from '../../web/api/client.ts';
import { createSend } from '../../web/api/send.ts';
import { TestSocket } from './client.ts';
import { CookieJar } from './cookie-jar.ts';

const renewBeforeEndMs = 30_000;

type Kind = 'account' | 'guest' | 'tab';
type Credentials = { email: string; password: string };
type Entrance = {
  site: () => string;
  jar: CookieJar;
  kind: Kind;
  signedIn: SignedIn;
  credentials?: Credentials;
};
type Visited = Pick<Visit, 'id'>;

/** Asks as nobody: what can be done before there is a session. */
export function createStranger(site: () => string, jar = new CookieJar()) {
  const send = createSend({ fetch: jar.fetchFrom(site), newKey: newUuid });
  const nobody = { current: async () => undefined, renew: async () => undefined };
  return { jar, identity: createClient(IdentityHttp, { send, tokens: nobody }) };
}

/** Somebody who is signed in, with the browser's own typed clients and the cookies of a browser. */
export class Person {
  readonly api: Api;
  readonly jar: CookieJar;
  readonly #site: () => string;
  readonly #kind: Kind;
  readonly #sockets: TestSocket<SocketContract>[] = [];
  readonly #credentials: Credentials | undefined;
  readonly tokens: Tokens = { current: () => this.#currentToken(), renew: () => this.refresh() };
  #signedIn: SignedIn;
  #signedInAt = performance.now();
  #renewing: Promise<string> | undefined;

  static async signIn(site: () => string, credentials: Credentials): Promise<Person> {
    const { identity, jar } = createStranger(site);
    const signedIn = await identity.signIn({ body: credentials });
    return new Person({ site, jar, kind: 'account', signedIn, credentials });
  }

  static async fromDemo(site: () => string, role: 'patient' | 'doctor' | 'nurse' | 'admin'): Promise<Person> {
    const { identity, jar } = createStranger(site);
    const signedIn = await identity.openDemoSession({ body: { role } });
    return new Person({ site, jar, kind: 'tab', signedIn });
  }

  /** Opens an invitation's link, as a page does: the token stands behind the `#`. */
  static async fromInvitation(site: () => string, url: string, clientKey = newUuid()): Promise<Person> {
    const { identity, jar } = createStranger(site);
    const body = { token: tokenOfInvitation(url), clientKey };
    const { session } = await identity.redeemInvitation({ body });
    return new Person({ site, jar, kind: 'guest', signedIn: session });
  }

  private constructor({ site, jar, kind, signedIn, credentials }: Entrance) {
    this.#site = site;
    this.#credentials = credentials;
    this.#kind = kind;
    this.#signedIn = signedIn;
    this.jar = jar;
    const send = createSend({ fetch: jar.fetchFrom(site), newKey: newUuid });
    this.api = createApi({ send, tokens: this.tokens });
  }

  get me(): SignedIn['me'] {
    return this.#signedIn.me;
  }
  get userId(): SignedIn['me']['userId'] {
    return this.me.userId;
  }
  get name(): string {
    return this.me.name;
  }
  get token(): string {
    return this.#signedIn.accessToken;
  }
  get site(): string {
    return this.#site();
  }
  /** What this person signed in with. */
  get credentials(): Credentials {
    if (!this.#credentials) throw new Error('This person came without a password.');
    return this.#credentials;
  }

  /** A new access token, as a page takes it before the old one ends. */
  async refresh(): Promise<string> {
    const { refreshToken } = this.#signedIn;
    const body = this.#kind === 'tab' ? { refreshToken } : { kind: this.#kind };
    this.#signedIn = await this.api.identity.refreshSession({ body: { ...body } });
    this.#signedInAt = performance.now();
    return this.token;
  }

  /** Renewed in time, once for all who ask, as a page does: some tests last longer than a token. */
  async #currentToken(): Promise<string> {
    const heldMs = performance.now() - this.#signedInAt;
    if (heldMs < this.#signedIn.expiresInSeconds * 1_000 - renewBeforeEndMs) return this.token;
    this.#renewing ??= this.refresh().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** A socket of this person's own; every call opens another one. */
  async socket<C extends SocketContract>(contract: C): Promise<TestSocket<C>> {
    const socket = await TestSocket.withToken(this.#site(), contract, await this.#currentToken());
    this.#sockets.push(socket);
    return socket;
  }
  call = (): Promise<TestSocket<CallSocket>> => this.socket(CallSocket);
  chat = (): Promise<TestSocket<ChatSocket>> => this.socket(ChatSocket);
  live = (): Promise<TestSocket<LiveSocket>> => this.socket(LiveSocket);
  sessions = (): Promise<TestSocket<SessionsSocket>> => this.socket(SessionsSocket);

  /** The visit as this person sees it now. */
  async look({ id }: Visited): Promise<Visit> {
    return (await this.api.visits.readVisit({ params: { visitId: id } })).visit;
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }
}

export function tokenOfInvitation(url: string): string {
  return new URL(url).hash.slice(1);
}
