import { BillingHttp } from '#contracts/http/billing.ts';
import { bindRoutes, type BoundRoutes } from '#platform/http/handlers.ts';
import { createReadReceipt } from './receipts/read-receipt.ts';

/** The door of browsers: route to operation. */
export const billingRoutes = (deps: Parameters<typeof createReadReceipt>[0]): BoundRoutes =>
  bindRoutes(BillingHttp, { readReceipt: createReadReceipt(deps) });
