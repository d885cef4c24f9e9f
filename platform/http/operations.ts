import type { Express, Request } from 'express';
import { apiRoot } from '#contracts/http/every-route.ts';
import type { Health } from '#platform/health.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { Jwks } from '#platform/tokens/tokens.ts';

type Deps = { health: Health; metrics: Metrics; jwks: () => Jwks; openApi: () => object };

/** What machines ask: alive, ready, metrics (from this machine alone), keys, the API's description. */
export function mountOperations(app: Express, { health, metrics, jwks, openApi }: Deps): void {
  app.get('/livez', (_request, response) => {
    const result = health.livez();
    response.status(result.isOk ? 200 : 503).json(result);
  });
  app.get('/readyz', async (_request, response) => {
    const result = await health.readyz();
    response.status(result.isOk ? 200 : 503).json(result);
  });
  app.get('/metrics', async (request, response, next) => {
    if (!isFromThisMachine(request)) {
      next();
      return;
    }
    response.type(metrics.contentType).send(await metrics.text());
  });
  app.get('/.well-known/jwks.json', (_request, response) => {
    response.setHeader('Cache-Control', 'public, max-age=300');
    response.json(jwks());
  });
  app.get(`${apiRoot}/openapi.json`, (_request, response) => {
    response.json(openApi());
  });
}

// A proxy on this machine forwards others' requests; those carry the header.
function isFromThisMachine(request: Request): boolean {
  const address = request.socket.remoteAddress ?? '';
  const isLoopback = address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
  return isLoopback && request.get('x-forwarded-for') === undefined;
}
