import type { Express, Request, Response } from 'express';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { UserActor } from '#contracts/actor.ts';
import type { HttpRoute } from '#contracts/define.ts';
import { apiRoot } from '#contracts/http/every-route.ts';
import { Refusal } from '#contracts/refusal.ts';
import { demandCaller, refusalFor } from '#platform/door.ts';
import type { Log } from '#platform/log.ts';
import type { RateLimit } from '#platform/rate-limit.ts';
import type { BoundRoutes, HttpContext, HttpHandlers } from './handlers.ts';
import { httpRefusals, sendProblem } from './problem.ts';
import { readIdempotencyKey, readIfVersion, readInput } from './read-input.ts';
import { traceIdOf } from './trace-id.ts';

export type RouteDeps = {
  verifyAccess: (token: string) => UserActor;
  rateLimit: RateLimit;
  log: Log;
  isSecure: boolean;
  observe: (route: string, status: number, milliseconds: number) => void;
};

type Bound = { name: string; route: HttpRoute; handler: HttpHandlers<Record<string, HttpRoute>>[string] };
type Exchange = { request: Request; response: Response };

/** Puts every route of a contract behind the same door: caller, rate, parse, handle, answer. */
export function mountRoutes(app: Express, bound: BoundRoutes, deps: RouteDeps): void {
  for (const [name, route] of Object.entries(bound.contract)) {
    const handler = bound.handlers[name];
    if (!handler) throw new Error(`The route ${name} has no handler.`);
    const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    app[method](`${apiRoot}${route.path}`, (request, response) => {
      const startedAt = performance.now();
      response.on('finish', () => deps.observe(name, response.statusCode, performance.now() - startedAt));
      return answer({ name, route, handler }, { request, response }, deps).catch((error: unknown) => {
        const declared = [...route.refusals, ...httpRefusals];
        sendProblem(response, refusalFor(error, declared, deps.log, name), traceIdOf(request));
      });
    });
  }
}

async function answer({ name, route, handler }: Bound, exchange: Exchange, deps: RouteDeps): Promise<void> {
  const { request } = exchange;
  const actor = readActor(route, request, deps);
  await deps.rateLimit(route.rate, `${name}:${actor?.userId ?? request.ip ?? 'unknown'}`);
  demandCaller(route.who, actor);
  const context: HttpContext = {
    traceId: traceIdOf(request),
    idempotencyKey: readIdempotencyKey(route, request),
    ifVersion: readIfVersion(route, request),
    remoteAddress: request.ip ?? '',
    ...cookiesOf(exchange, deps.isSecure),
  };
  // The pair of contract and handler was typed when it was bound.
  const output: unknown = await handler(actor as UserActor, readInput(route, request), context);
  send(route, exchange, output);
}

function send(route: HttpRoute, { request, response }: Exchange, output: unknown): void {
  response.setHeader('Cache-Control', 'no-store');
  const version = versionOf(output);
  if (version !== undefined) response.setHeader('ETag', `"${version}"`);
  if (version !== undefined && route.method === 'GET' && request.get('if-none-match') === `"${version}"`) {
    response.status(304).end();
    return;
  }
  if (route.status === 204) response.status(204).end();
  else response.status(route.status).json(output);
}

function readActor(route: HttpRoute, request: Request, deps: RouteDeps): UserActor | undefined {
  if (route.who === 'anyone') return undefined;
  const match = /^Bearer ([\w.-]+)$/.exec(request.get('authorization') ?? '');
  if (!match?.[1]) throw new Refusal('unauthenticated', 'Sign in first.');
  return deps.verifyAccess(match[1]);
}

function cookiesOf({ request, response }: Exchange, isSecure: boolean) {
  const set = (name: string, value: string, path: string, maxAge: number) =>
    response.append(
      'Set-Cookie',
      stringifySetCookie({ name, value, path, maxAge, httpOnly: true, sameSite: 'strict', secure: isSecure }),
    );
  return {
    cookies: parseCookie(request.get('cookie') ?? ''),
    setCookie: (name: string, value: string, options: { maxAgeSeconds: number; path: string }) =>
      void set(name, value, options.path, options.maxAgeSeconds),
    clearCookie: (name: string, path: string) => void set(name, '', path, 0),
  };
}

function versionOf(output: unknown): number | undefined {
  if (typeof output !== 'object' || output === null || !('version' in output)) return undefined;
  return typeof output.version === 'number' ? output.version : undefined;
}
