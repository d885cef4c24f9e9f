import { z } from 'zod';
import type { Role, UserActor } from './actor.ts';

/**
 * How often one caller may ask, per door: `rare` 30 a minute, `normal` 120 a minute, `busy` 1,200 a minute.
 * The figures live in the platform's rate limiter.
 */
export type RateClass = 'rare' | 'normal' | 'busy';

/** Who may knock: roles, or `anyone` before sign-in. Default deny: what is not listed is refused at the door. */
export type Callers = readonly [Role, ...Role[]] | 'anyone';

/** One acknowledged request over a socket. `sample` is a well-formed input, used by the walk over every door. */
export type SocketRequest = {
  who: Callers;
  rate: RateClass;
  input: z.ZodType;
  output: z.ZodType;
  refusals: readonly string[];
  summary: string;
  sample: unknown;
  /**
   * Rooms the caller hears from now on. The door asks the owner whether the caller may, joins, and only then calls
   * the operation, so that nothing falls between the snapshot it answers and the first notice.
   */
  joins?: (input: never, actor: UserActor) => RoomRef[];
  /** Rooms the caller no longer hears after the operation. */
  leaves?: (input: never) => RoomRef[];
};

/** Who hears a notice, within the tenant: one person, one tab in a call, a clinic's board, and so on. */
export type RoomKind = 'user' | 'conversation' | 'visit' | 'participant' | 'clinic' | 'sessions';
export type RoomRef = { kind: RoomKind; id: string };

/** One namespace of the socket: what may be asked (acknowledged) and what may be told (notices, past tense). */
export type SocketContract = {
  namespace: `/${string}`;
  requests: Record<string, SocketRequest>;
  notices: Record<string, { data: z.ZodType; summary: string }>;
};

export type RequestName<C extends SocketContract> = keyof C['requests'] & string;
export type NoticeName<C extends SocketContract> = keyof C['notices'] & string;
export type InputOf<C extends SocketContract, N extends RequestName<C>> = z.infer<C['requests'][N]['input']>;
export type OutputOf<C extends SocketContract, N extends RequestName<C>> = z.infer<
  C['requests'][N]['output']
>;
export type NoticeOf<C extends SocketContract, N extends NoticeName<C>> = z.infer<C['notices'][N]['data']>;

/** The server's side of a namespace: one operation per request; a missing one does not compile. */
export type Handlers<C extends SocketContract, Caller> = {
  [N in RequestName<C>]: (caller: Caller, input: InputOf<C, N>) => Promise<OutputOf<C, N>>;
};

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One HTTP route under `/api/v1`. Path parameters are written `:name` and parsed by `params`. */
export type HttpRoute = {
  method: HttpMethod;
  path: `/${string}`;
  who: Callers;
  rate: RateClass;
  summary: string;
  tag: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  output: z.ZodType;
  status: 200 | 201 | 204;
  refusals: readonly string[];
  /** The request must carry an `Idempotency-Key` header; a repeat answers as the first did. */
  creates?: true;
  /** The answer carries an `ETag`; the request must carry `If-Match`. */
  changes?: true;
  sample: { params?: Record<string, string>; query?: Record<string, string>; body?: unknown };
};
export type HttpContract = Record<string, HttpRoute>;

type Parsed<T> = T extends z.ZodType ? z.infer<T> : undefined;
export type RouteInput<R extends HttpRoute> = {
  params: Parsed<R['params']>;
  query: Parsed<R['query']>;
  body: Parsed<R['body']>;
};
export type RouteOutput<R extends HttpRoute> = z.infer<R['output']>;

/** One internal request between services. Only an idempotent one is retried. */
export type RpcCall = {
  input: z.ZodType;
  output: z.ZodType;
  refusals: readonly string[];
  isIdempotent: boolean;
  deadlineMs: number;
  summary: string;
  sample: unknown;
};
export type RpcContract = { service: string; calls: Record<string, RpcCall> };
export type CallName<C extends RpcContract> = keyof C['calls'] & string;
export type CallInput<C extends RpcContract, N extends CallName<C>> = z.infer<C['calls'][N]['input']>;
export type CallOutput<C extends RpcContract, N extends CallName<C>> = z.infer<C['calls'][N]['output']>;

/** A service's operations, as a sister calls them: in one process or over HTTP, the same. */
export type RpcClient<C extends RpcContract> = {
  [N in CallName<C>]: (input: CallInput<C, N>) => Promise<CallOutput<C, N>>;
};
export type RpcHandlers<C extends RpcContract> = RpcClient<C>;

/** A fact that crosses services: past tense, ids and numbers, never text that a person wrote. */
export type EventContract<T extends string = string, D extends z.ZodType = z.ZodType> = {
  type: T;
  version: number;
  data: D;
  /** The field of `data` whose events must stay in order. */
  key: string;
  summary: string;
};

export const defineSocket = <const C extends SocketContract>(contract: C): C => contract;
export const defineHttp = <const C extends HttpContract>(contract: C): C => contract;
export const defineRpc = <const C extends RpcContract>(contract: C): C => contract;
export const defineEvent = <const T extends string, D extends z.ZodObject>(
  contract: EventContract<T, D> & { key: keyof z.infer<D> & string },
): EventContract<T, D> => contract;
