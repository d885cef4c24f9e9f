import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Refusal } from '#contracts/refusal.ts';
import { ConfigurationError } from '#platform/settings.ts';

type Options = {
  port: number;
  host?: string | undefined;
  /** Certificate and private key, PEM. */
  tls?: { cert: string; key: string } | undefined;
};

/** The one HTTP server of a process. Socket.IO attaches to `server` before there is anything to `serve`. */
export function createHttpServer(options: Options) {
  let app: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = listenerFor(options, (request, response) => app(request, response));
  return {
    server,
    serve(next: RequestListener): void {
      app = next;
    },
    /**
     * Resolves with the port, which the system chose if it was given as 0. Refuses `address_in_use`; throws
     * `ConfigurationError` for a host or port that this process cannot have.
     */
    start: () => listen(server, options),
    stop: () => close(server),
  };
}

function listenerFor({ tls }: Options, app: RequestListener): Server {
  if (!tls) return createHttp(app);
  return createHttps(tls, app);
}

function listen(server: Server, { port, host }: Options): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(whyNot(cause, { port, host })));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function whyNot(cause: NodeJS.ErrnoException, { port, host }: Options): Error {
  if (cause.code === 'EADDRINUSE')
    return new Refusal('address_in_use', `Port ${port} is taken. Set BEDSIDE_PORT to a free one.`);
  if (cause.code === 'EACCES')
    return new ConfigurationError([
      `This user may not listen on port ${port}. Set BEDSIDE_PORT to one above 1023.`,
    ]);
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND')
    return new ConfigurationError([
      `BEDSIDE_HOST cannot be "${host}": it must be an address of this machine. Leave it out to listen on all of them.`,
    ]);
  return cause;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
    server.closeIdleConnections();
    // Keep-alive connections that outlive the drain are cut.
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
    return undefined;
  });
}
