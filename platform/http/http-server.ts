import { readFileSync } from 'node:fs';
import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { Refusal } from '#contracts/refusal.ts';
import { apiRoot } from '#contracts/http/every-route.ts';
import type { UserActor } from '#contracts/actor.ts';
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

export type HttpServerOptions = {
  port: number;
  host?: string | undefined;
  tls?: { certFile: string; keyFile: string } | undefined;
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

/** The one HTTP server of a process: routes, webhooks, health, the web apps; Socket.IO attaches to `server`. */
export function createHttpServer(options: HttpServerOptions) {
  const app = createApp(options);
  const server = listenerFor(options, app);
  return {
    server,
    /** Resolves with the port, which the system chose if it was given as 0. Refuses `address_in_use`. */
    start: () => listen(server, options),
    stop: () => close(server),
  };
}

function createApp(options: HttpServerOptions): Express {
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

// The body parser's own errors, in our words.
function readable(error: unknown): unknown {
  if (!(error instanceof Error) || !('type' in error)) return error;
  if (error.type === 'entity.too.large')
    return new Refusal('too_large', `A request may have at most ${mostBodyBytes} bytes.`);
  return new Refusal('invalid_input', 'The body could not be read as JSON.');
}

function listenerFor({ tls }: HttpServerOptions, app: Express): Server {
  if (!tls) return createHttp(app);
  return createHttps({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }, app);
}

function listen(server: Server, { port, host }: HttpServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE';
      reject(
        isTaken
          ? new Refusal('address_in_use', `Port ${port} is taken. Set BEDSIDE_PORT to a free one.`)
          : cause,
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // Keep-alive connections and sockets that outlive the drain are cut.
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}
