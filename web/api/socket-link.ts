import { Manager, type Socket } from 'socket.io-client';
import { renewRequest } from '#contracts/sockets/session.ts';
import type { Tokens } from './client.ts';
import { atLeast, createRetryWaits, type RetryWaits } from './retry-waits.ts';

const protocol = 1;
/** Well within the time by which `current` renews a token before its end. */
const showTokenEveryMs = 10_000;

type Deps = {
  address: string;
  tokens: Tokens;
  onSessionClosed: () => void;
  /** After so long without an answer a try to connect is given up. */
  patienceMs?: number;
  random?: () => number;
};

/**
 * The one connection of this tab. Every namespace of it shows a fresh access token each time it connects, and comes
 * back by itself after a lost line, a restarted server or an expired token.
 */
export class SocketLink {
  readonly #manager: Manager;
  readonly #deps: Deps;
  readonly #sockets = new Map<string, Socket>();
  /** The token that the server knows of each socket. */
  readonly #shown = new WeakMap<Socket, string>();
  readonly #showing: ReturnType<typeof setInterval>;
  readonly #waits: RetryWaits;
  readonly #random: () => number;
  #isClosed = false;

  static create(deps: Deps): SocketLink {
    const manager = new Manager(deps.address, {
      // A second namespace would ask for its token while it is still being made.
      autoConnect: false,
      // A WebSocket or nothing: long polling would need sticky proxies and doubles the way to connect.
      transports: ['websocket'],
      // Every wait is ours.
      randomizationFactor: 0,
      timeout: deps.patienceMs ?? 5_000,
    });
    return new SocketLink(manager, deps);
  }

  private constructor(manager: Manager, deps: Deps) {
    this.#manager = manager;
    this.#deps = deps;
    this.#random = deps.random ?? Math.random;
    this.#waits = createRetryWaits(this.#random);
    // The manager tells what happened before it works its next wait out.
    manager.on('close', () => this.#waitFor(this.#waits.afterLoss()));
    manager.on('error', ({ message }) =>
      this.#waitFor(this.#waits.afterFailure(message === 'timeout' ? 'given up' : 'answered')),
    );
    manager.on('open', () => this.#waits.reset());
    this.#showing = setInterval(() => this.#showNewToken(), showTokenEveryMs);
  }

  /** The socket of a namespace; the same one each time. */
  namespace(name: `/${string}`): Socket {
    const known = this.#sockets.get(name);
    if (known !== undefined) return known;
    const socket: Socket = this.#manager.socket(name, { auth: (give) => this.#giveToken(socket, give) });
    this.#sockets.set(name, socket);
    this.#keepConnected(socket);
    socket.connect();
    return socket;
  }

  /** The network is another: do not wait until the old connection is found dead. */
  reconnect(): void {
    if (!this.#isClosed && this.#sockets.size > 0) this.#manager.engine?.close();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#showing);
    for (const socket of this.#sockets.values()) socket.disconnect();
    this.#sockets.clear();
  }

  #waitFor(ms: number): void {
    this.#manager.reconnectionDelay(ms);
    this.#manager.reconnectionDelayMax(ms);
  }

  #giveToken(socket: Socket, give: (auth: object) => void): void {
    const { tokens } = this.#deps;
    tokens.current().then(
      (token) => {
        if (token !== undefined) this.#shown.set(socket, token);
        give({ token, protocol });
      },
      // Without a token the server refuses, and the refusal is handled like any other.
      () => give({ protocol }),
    );
  }

  // A socket lives as long as the token it was shown, so each is shown the next one in time.
  #showNewToken(): void {
    this.#deps.tokens.current().then(
      (token) => {
        for (const socket of this.#sockets.values())
          if (token !== undefined && socket.connected && this.#shown.get(socket) !== token)
            socket.emit(renewRequest, { token }, () => this.#shown.set(socket, token));
      },
      // Offline or the server is away: the next turn tries again.
      () => undefined,
    );
  }

  #keepConnected(socket: Socket): void {
    const waits = createRetryWaits(this.#random);
    socket.on('connect', () => waits.reset());
    socket.on('connect_error', (error) => {
      // While `active` the manager tries again by itself.
      if (socket.active) return;
      const data = 'data' in error ? error.data : undefined;
      const asked = waitOf(data);
      const waitMs = asked === undefined ? waits.afterFailure('answered') : atLeast(asked, this.#random);
      this.#afterRefusal(socket, { code: codeOf(data), waitMs });
    });
    socket.on('disconnect', (reason) => {
      // The server asked this socket to go: it stops, or the session was closed. The next handshake tells which.
      if (reason === 'io server disconnect') this.#later(socket, waits.afterLoss());
    });
  }

  #afterRefusal(socket: Socket, { code, waitMs }: { code: string | undefined; waitMs: number }): void {
    if (code === 'session_closed') return this.#deps.onSessionClosed();
    if (code !== 'token_expired' && code !== 'unauthenticated') return this.#later(socket, waitMs);
    // Whether the session is over, only its renewal can say: perhaps no token was to be had a moment ago.
    this.#deps.tokens.renew(undefined).then(
      (token) => (token === undefined ? this.#deps.onSessionClosed() : this.#later(socket, waitMs)),
      () => this.#later(socket, waitMs),
    );
  }

  #later(socket: Socket, waitMs: number): void {
    setTimeout(() => {
      if (!this.#isClosed && !socket.connected) socket.connect();
    }, waitMs);
  }
}

function codeOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('code' in data)) return undefined;
  return typeof data.code === 'string' ? data.code : undefined;
}

function waitOf(data: unknown): number | undefined {
  if (typeof data !== 'object' || data === null || !('retryAfterMs' in data)) return undefined;
  return typeof data.retryAfterMs === 'number' ? data.retryAfterMs : undefined;
}
