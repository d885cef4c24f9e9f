type Answered = (answer: string) => void;

/** Why there is no socket: no answer in time, or one that refused it, with what it said. */
export class NoSocket extends Error {
  readonly isGivenUp: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    { isGivenUp = false, retryAfterMs }: { isGivenUp?: boolean; retryAfterMs?: number } = {},
  ) {
    super(message);
    this.isGivenUp = isGivenUp;
    this.retryAfterMs = retryAfterMs;
  }
}

const enterMs = 20_000;

/**
 * The least of a Socket.IO client (protocol 5 over one WebSocket): the load's own cost must not hide the server's, and
 * on two cores the full client would be the slower end.
 */
export class LeanSocket {
  /** Notices heard so far. */
  notices = 0;
  readonly #web: WebSocket;
  readonly #path: string;
  readonly #waiting = new Map<number, Answered>();
  #lastId = 0;

  static async create({
    url,
    namespace,
    auth,
    also = [],
    patienceMs = enterMs,
  }: {
    url: string;
    namespace: string;
    auth: unknown;
    /** Further namespaces over the same connection. */
    also?: readonly string[] | undefined;
    /** For the connection alone, as socket.io-client counts it. */
    patienceMs?: number;
  }): Promise<LeanSocket> {
    const web = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    const socket = new LeanSocket(web, namespace === '/' ? '' : `${namespace},`);
    let missing = 1 + also.length;
    await new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        reject(new NoSocket('The server did not take the socket.', { isGivenUp: true }));
        web.close();
      };
      let deadline = setTimeout(giveUp, patienceMs);
      web.addEventListener('error', () => reject(new NoSocket('The socket failed.')));
      web.addEventListener('close', () => reject(new NoSocket('The server closed the socket.')));
      web.addEventListener('message', ({ data }) => {
        const text = String(data);
        if (text.startsWith('0')) {
          clearTimeout(deadline);
          deadline = setTimeout(giveUp, enterMs);
          for (const path of [socket.#path, ...also.map((name) => `${name},`)])
            web.send(`40${path}${JSON.stringify(auth)}`);
        } else if (text.startsWith('44')) {
          clearTimeout(deadline);
          const { data } = JSON.parse(text.slice(text.indexOf('{')));
          reject(
            new NoSocket(`The server refused the socket: ${text}`, { retryAfterMs: data?.retryAfterMs }),
          );
          web.close();
        } else if (text.startsWith('40')) {
          missing -= 1;
          if (missing > 0) return;
          clearTimeout(deadline);
          resolve();
        } else socket.#hear(text);
      });
    });
    return socket;
  }

  private constructor(web: WebSocket, path: string) {
    this.#web = web;
    this.#path = path;
  }

  /** Sends a request whose payload is written already; resolves with the text of the acknowledgement. */
  ask(event: string, payload: string): Promise<string> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#web.send(`42${this.#path}${id}["${event}",${payload}]`);
    });
  }

  onClosed(listener: () => void): void {
    this.#web.addEventListener('close', listener);
  }

  close(): void {
    this.#web.close();
  }

  #hear(text: string): void {
    if (text === '2') this.#web.send('3');
    else if (text.startsWith('43')) {
      const bracket = text.indexOf('[');
      const id = Number(text.slice(2 + this.#path.length, bracket));
      this.#waiting.get(id)?.(text.slice(bracket));
      this.#waiting.delete(id);
    } else this.notices += 1;
  }
}
