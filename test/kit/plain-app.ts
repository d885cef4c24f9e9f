import type { AppOptions } from '#platform/http/create-app.ts';
import { createApp } from '#platform/http/create-app.ts';
import { createHealth } from '#platform/health.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createRateLimit } from '#platform/rate-limit.ts';

/** What a process answers over HTTP when it runs no service. */
export const createPlainApp = (options: Partial<AppOptions>) =>
  createApp({
    isPublicUrlSecure: false,
    trustedProxies: [],
    webFolder: undefined,
    routes: [],
    mounts: [],
    verifyAccess: () => {
      throw new Error('Nobody signs in here.');
    },
    jwks: () => ({ keys: [] }),
    openApi: () => ({}),
    rateLimit: createRateLimit(),
    health: createHealth({ now: () => 0 }),
    metrics: createMetrics(),
    log: silentLog,
    ...options,
  });
