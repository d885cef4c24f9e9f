import type { Handlers, InputOf, RequestName, RoomRef, SocketContract } from '#contracts/define.ts';
import type { SocketCaller } from '#contracts/rpc/socket-calls.ts';

export type { SocketCaller };

type JoiningName<C extends SocketContract> = {
  [N in RequestName<C>]: C['requests'][N] extends { joins: unknown } ? N : never;
}[RequestName<C>];

/**
 * A service's side of one socket contract. `mayHear` is asked before the caller joins the rooms that a request
 * declares, and before its handler runs; it throws the refusal.
 */
export type SocketService<C extends SocketContract> = {
  contract: C;
  handlers: Handlers<C, SocketCaller>;
  mayHear: { [N in JoiningName<C>]: (caller: SocketCaller, input: InputOf<C, N>) => Promise<void> };
  /** The socket is gone; `rooms` are those it had joined by this contract's requests. */
  onSocketClosed?: (caller: SocketCaller, rooms: readonly RoomRef[]) => Promise<void>;
};

/** The same with its types closed, as the door and RPC carry it. */
export type BoundSocketService = {
  contract: SocketContract;
  handlers: Record<string, (caller: SocketCaller, input: never) => Promise<unknown>>;
  mayHear: Record<string, ((caller: SocketCaller, input: never) => Promise<void>) | undefined>;
  onSocketClosed?: (caller: SocketCaller, rooms: readonly RoomRef[]) => Promise<void>;
};

export function bindSocketService<C extends SocketContract>(service: SocketService<C>): BoundSocketService {
  return service;
}
