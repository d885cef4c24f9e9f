import { io, type Socket } from 'socket.io-client';
import type {
  InputOf,
  NoticeName,
  NoticeOf,
  OutputOf,
  RequestName,
  SocketContract,
} from '#contracts/define.ts';
import { apiRoot } from '#contracts/http/every-route.ts';
import { Refusal, type Answer } from '#contracts/refusal.ts';
import { socketProtocol } from '#contracts/sockets/every-socket.ts';

type HttpAnswer = { status: number; body: Record<string, unknown>; headers: Headers };
type HttpOptions = { token?: string | undefined; body?: unknown; headers?: Record<string, string> };

/** One request to the API, answered as it came. */
export async function ask(
  url: string,
  line: `${string} /${string}`,
  options: HttpOptions = {},
): Promise<HttpAnswer> {
  const [method = 'GET', path = '/'] = line.split(' ');
  const response = await fetch(`${url}${path.startsWith('/.') ? '' : apiRoot}${path}`, {
    method,
    headers: {
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const body: unknown = text === '' ? {} : JSON.parse(text);
  return { status: response.status, body: body as Record<string, unknown>, headers: response.headers };
}

/** A namespace's socket with the contract's types: requests reject with the refusal. */
export class TestSocket<C extends SocketContract> {
  readonly #socket: Socket;
  readonly #contract: C;
  /** Every notice that came, in order. */
  readonly heard: { name: string; data: unknown }[] = [];

  static async create<C extends SocketContract>(
    url: string,
    contract: C,
    auth: object,
  ): Promise<TestSocket<C>> {
    const socket = io(`${url}${contract.namespace}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth,
    });
    const test = new TestSocket(socket, contract);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error: Error & { data?: { code?: string; message?: string } }) => {
        socket.disconnect();
        reject(new Refusal(error.data?.code ?? 'connect_error', error.data?.message ?? error.message));
      });
    });
    return test;
  }

  static withToken<C extends SocketContract>(
    url: string,
    contract: C,
    token: string,
  ): Promise<TestSocket<C>> {
    return TestSocket.create(url, contract, { token, protocol: socketProtocol });
  }

  private constructor(socket: Socket, contract: C) {
    this.#socket = socket;
    this.#contract = contract;
    socket.onAny((name: string, data: unknown) => void this.heard.push({ name, data }));
  }

  async request<N extends RequestName<C>>(name: N, input: InputOf<C, N>): Promise<OutputOf<C, N>> {
    const answer = await this.raw(name, input);
    if (!answer.ok) throw new Refusal(answer.code, answer.message);
    return answer.data as OutputOf<C, N>;
  }

  /** The answer as it came, to whatever was sent. */
  async raw(name: string, input: unknown): Promise<Answer<unknown>> {
    const answer: unknown = await this.#socket.timeout(10_000).emitWithAck(name, input);
    return answer as Answer<unknown>;
  }

  notices<N extends NoticeName<C>>(name: N): NoticeOf<C, N>[] {
    return this.heard.filter((one) => one.name === name).map((one) => one.data as NoticeOf<C, N>);
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }
  get contract(): C {
    return this.#contract;
  }
  close(): void {
    this.#socket.disconnect();
  }
}
