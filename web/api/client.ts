import type { HttpContract, HttpRoute, RouteOutput } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { RequestInput, RequestOptions, Send } from './send.ts';
import type { z } from 'zod';

/** What is sent, before the server's defaults and coercions: the query in its own types. */
type Given<T> = T extends z.ZodType ? z.output<T> : undefined;
type Part<Name extends string, T> = undefined extends T ? { [N in Name]?: T } : { [N in Name]: T };
type InputFor<R extends HttpRoute> = Part<'params', Given<R['params']>> &
  (undefined extends Given<R['query']> ? { query?: undefined } : { query?: Given<R['query']> }) &
  Part<'body', Given<R['body']>>;

type Options<R extends HttpRoute> = Omit<RequestOptions, 'ifVersion'> &
  (R['changes'] extends true ? { ifVersion: number } : { ifVersion?: never });

type Ask<R extends HttpRoute> = R['changes'] extends true
  ? (input: InputFor<R>, options: Options<R>) => Promise<RouteOutput<R>>
  : {} extends InputFor<R>
    ? (input?: InputFor<R>, options?: Options<R>) => Promise<RouteOutput<R>>
    : (input: InputFor<R>, options?: Options<R>) => Promise<RouteOutput<R>>;

/** A contract as the browser calls it: one function per route, named as in the contract. */
export type Client<C extends HttpContract> = { [N in keyof C]: Ask<C[N]> };

/** The access token of the session. */
export interface Tokens {
  /** The token to use now; renewed first when it is about to end. */
  current(): Promise<string | undefined>;
  /** A newer token than the stale one. Calls at the same time share one renewal. `undefined`: the session is over. */
  renew(stale: string | undefined): Promise<string | undefined>;
}

/**
 * Makes the typed client of a contract. The answer's type is the contract's: it comes from this page's own server,
 * and a field that only a newer server knows must not break an older page.
 */
export function createClient<C extends HttpContract>(
  contract: C,
  { send, tokens }: { send: Send; tokens: Tokens },
) {
  const ask =
    (route: HttpRoute) =>
    async (input: RequestInput = {}, options: RequestOptions = {}) => {
      const accessToken = route.who === 'anyone' ? undefined : await tokens.current();
      try {
        return await send(route, input, { ...options, accessToken });
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'token_expired') throw error;
        const renewed = await tokens.renew(accessToken);
        if (renewed === undefined) throw error;
        return send(route, input, { ...options, accessToken: renewed });
      }
    };
  const functions = Object.entries(contract).map(([name, route]) => [name, ask(route)]);
  return Object.fromEntries(functions) as Client<C>;
}
