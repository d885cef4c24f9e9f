import type { SocketContract } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import { missedNotice } from '#contracts/sockets/session.ts';
import type { SocketPort } from './socket-port.ts';

const answerDeadlineMs = 8_000;

type Listener = (value: unknown) => void;

/** What is used of socket.io's socket, so that a test can hand in another. */
export type PlainSocket = {
  readonly connected: boolean;
  on(event: string, listener: Listener): unknown;
  off(event: string, listener: Listener): unknown;
  timeout(ms: number): { emitWithAck(event: string, input: unknown): Promise<unknown> };
};

/** One contract over a namespace's socket, typed from the contract. */
export function createSocketClient<C extends SocketContract>(
  _contract: C,
  socket: PlainSocket,
): SocketPort<C> {
  const listen = (event: string, listener: Listener) => {
    socket.on(event, listener);
    return () => {
      socket.off(event, listener);
    };
  };
  const port: Untyped = {
    async request(name, input) {
      // socket.io would keep it and send it later, when nobody waits for it any more.
      if (!socket.connected) throw new Refusal('unavailable', 'There is no connection at the moment.');
      return dataOf(await ask(socket, name, input));
    },
    on: (notice, listener) => listen(notice, listener),
    onConnection(listener) {
      const ends = [
        listen('connect', () => listener(true)),
        listen('disconnect', () => listener(false)),
        listen(missedNotice, () => listener(true)),
      ];
      return () => ends.forEach((end) => end());
    },
    get isConnected() {
      return socket.connected;
    },
  };
  return port as SocketPort<C>;
}

type Untyped = {
  request(name: string, input: unknown): Promise<unknown>;
  on(notice: string, listener: Listener): () => void;
  onConnection(listener: (isConnected: boolean) => void): () => void;
  readonly isConnected: boolean;
};

async function ask(socket: PlainSocket, name: string, input: unknown): Promise<unknown> {
  try {
    return await socket.timeout(answerDeadlineMs).emitWithAck(name, input);
  } catch (cause) {
    // The line was lost or the answer did not come: whether it was done is not known, so callers repeat with their key.
    throw new Refusal('unavailable', 'The answer did not come.', { cause });
  }
}

function dataOf(answer: unknown): unknown {
  if (typeof answer === 'object' && answer !== null && 'ok' in answer) {
    if (answer.ok === true) return 'data' in answer ? answer.data : undefined;
    const code = 'code' in answer && typeof answer.code === 'string' ? answer.code : 'internal';
    const message = 'message' in answer && typeof answer.message === 'string' ? answer.message : '';
    const wait =
      'retryAfterMs' in answer && typeof answer.retryAfterMs === 'number' ? answer.retryAfterMs : undefined;
    throw new Refusal(code, message, wait === undefined ? {} : { retryAfterMs: wait });
  }
  throw new Refusal('internal', 'The answer could not be understood.');
}

/** Waits until the socket is connected. Refuses with `unavailable` when that takes too long. */
export function whenConnected(
  port: Pick<SocketPort<SocketContract>, 'isConnected' | 'onConnection'>,
  deadlineMs = 10_000,
) {
  if (port.isConnected) return Promise.resolve();
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      end();
      reject(new Refusal('unavailable', 'There is no connection at the moment.'));
    }, deadlineMs);
    const end = port.onConnection((isConnected) => {
      if (!isConnected) return;
      clearTimeout(timer);
      end();
      resolve();
    });
  });
}
