import type { UserActor } from '#contracts/actor.ts';
import type { HttpContract, HttpRoute, RouteInput, RouteOutput } from '#contracts/define.ts';

export type CookieOptions = { maxAgeSeconds: number; path: string };

/** What a handler may know of the request beside its parsed parts, and the cookies that it may set. */
export type HttpContext = {
  traceId: string;
  /** Set on routes that create. The operation makes its effect unique by it. */
  idempotencyKey: string | undefined;
  /** The version that the caller read, from `If-Match`; set on routes that change. */
  ifVersion: number | undefined;
  remoteAddress: string;
  cookies: Readonly<Record<string, string | undefined>>;
  /** HttpOnly, SameSite=Strict, and Secure where the site is served over HTTPS. */
  setCookie: (name: string, value: string, options: CookieOptions) => void;
  clearCookie: (name: string, path: string) => void;
};

type CallerOf<R extends HttpRoute> = R['who'] extends 'anyone' ? UserActor | undefined : UserActor;

/** The server's side of an HTTP contract: one operation per route; a missing one does not compile. */
export type HttpHandlers<C extends HttpContract> = {
  [N in keyof C]: (
    caller: CallerOf<C[N]>,
    input: RouteInput<C[N]>,
    context: HttpContext,
  ) => Promise<RouteOutput<C[N]>>;
};

/** A contract with its handlers, ready to be mounted. An output with a `version` gives the `ETag`. */
export type BoundRoutes = { contract: HttpContract; handlers: HttpHandlers<HttpContract> };

export function bindRoutes<C extends HttpContract>(contract: C, handlers: HttpHandlers<C>): BoundRoutes {
  // The pair is typed here, once; behind this door every handler is called with what its own contract parsed.
  return { contract, handlers };
}
