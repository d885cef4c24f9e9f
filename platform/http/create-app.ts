import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { UserActor } from '#contracts/actor.ts';
import { apiRoot } from '#contracts/http/every-route.ts';
import { Refusal } from '#contracts/refusal.ts';
import { refusalFor } from '#platform/door.ts';
import type { Health } from '#platform/health.ts';
import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { RateLimit } from '#platform/rate-limit.ts';
import type { Jwks } from '#platform/tokens/tokens.ts';
import type { BoundRoutes } from './handlers.ts';
import { mountRoutes } from './mount-routes.ts';
import { mountOperations } from './operations.ts';
import { sendProblem } from './problem.ts';
import { securityHeaders } from './security-headers.ts';
import { mountStaticFiles } from './static-files.ts';
import { traceIdOf } from './trace-id.ts';

/** A plain request handler under a path of its own, as for signed webhooks and internal calls. */
export type Mount = {
  path: `/${string}`;
  handle: (request: IncomingMessage, response: ServerResponse) => void;
};

export type AppOptions = {
  isPublicUrlSecure: boolean;
  /** Addresses of proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  webFolder: string | undefined;
  routes: readonly BoundRoutes[];
  mounts: readonly Mount[];
  verifyAccess: (token: string) => UserActor;
  jwks: () => Jwks;
  openApi: () => object;
  rateLimit: RateLimit;
  health: Health;
  metrics: Metrics;
  log: Log;
};

const mostBodyBytes = 100_000;

/** Everything that this process answers over HTTP: routes, webhooks, health, the web apps. */
export function createApp(options: AppOptions): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', [...options.trustedProxies]);
  app.set('query parser', 'simple');
  app.use(securityHeaders(options.isPublicUrlSecure));
  mountOperations(app, options);
  for (const mount of options.mounts)
    app.use(mount.path, (request, response) => mount.handle(request, response));
  app.use(apiRoot, express.json({ limit: mostBodyBytes, strict: true }));
  const duration = options.metrics.histogram({
    name: 'bedside_http_request_duration_seconds',
    help: 'Time from a parsed request line to the answer, by route.',
    labels: ['route', 'status'],
  });
  for (const routes of options.routes)
    mountRoutes(app, routes, {
      ...options,
      isSecure: options.isPublicUrlSecure,
      observe: (route, status, milliseconds) =>
        duration.observe({ route, status: String(status) }, milliseconds / 1000),
    });
  if (options.webFolder !== undefined) mountStaticFiles(app, options.webFolder);
  app.use((request, response) => {
    sendProblem(response, new Refusal('not_found', 'There is nothing at this address.'), traceIdOf(request));
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    sendProblem(response, refusalFor(readable(error), [], options.log, 'http'), traceIdOf(request));
  });
  return app;
}

/** What Express and its parts could not read, which carries a status below 500, in our words. */
function readable(error: unknown): unknown {
  if (!(error instanceof Error) || !('status' in error) || Number(error.status) >= 500) return error;
  if (error.status === 413)
    return new Refusal('too_large', `A request may have at most ${mostBodyBytes} bytes.`);
  return new Refusal('invalid_input', 'The request could not be read.');
}
