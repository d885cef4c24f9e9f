type Answered = (answer: string) => void;

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
  }: {
    url: string;
    namespace: string;
    auth: unknown;
  }): Promise<LeanSocket> {
    const web = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    const socket = new LeanSocket(web, namespace === '/' ? '' : `${namespace},`);
    await new Promise<void>((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error('The server did not take the socket.')), 20_000);
      web.addEventListener('error', () => reject(new Error('The socket failed.')));
      web.addEventListener('message', ({ data }) => {
        const text = String(data);
        if (text.startsWith('0')) web.send(`40${socket.#path}${JSON.stringify(auth)}`);
        else if (text.startsWith('44')) reject(new Error(`The server refused the socket: ${text}`));
        else if (text.startsWith('40')) {
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
