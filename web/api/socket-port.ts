import type {
  InputOf,
  NoticeName,
  NoticeOf,
  OutputOf,
  RequestName,
  SocketContract,
} from '#contracts/define.ts';

/** One namespace of the socket as the browser's code uses it; every request has a deadline. */
export interface SocketPort<C extends SocketContract> {
  /** Rejects with a `Refusal`; `unavailable` when the socket is not connected or is lost before the answer. */
  request<N extends RequestName<C>>(name: N, input: InputOf<C, N>): Promise<OutputOf<C, N>>;
  /** Returns the end of the listening. */
  on<N extends NoticeName<C>>(notice: N, listener: (data: NoticeOf<C, N>) => void): () => void;
  /** Tells each change, not the state at the time of the call. Returns the end of the listening. */
  onConnection(listener: (isConnected: boolean) => void): () => void;
  readonly isConnected: boolean;
}
