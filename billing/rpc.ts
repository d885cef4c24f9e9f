import { BillingRpc } from '#contracts/rpc/billing.ts';
import { type BoundRpc, bindRpc } from '#platform/rpc/bind-rpc.ts';
import { createEnsurePayer } from './payers/ensure-payer.ts';
import { createEnsurePrice } from './prices/ensure-price.ts';
import { createEstimatePrice } from './prices/estimate-price.ts';

type Deps = Parameters<typeof createEnsurePayer>[0] & Parameters<typeof createEnsurePrice>[0];

/** The door of sister services: call to operation. */
export const billingRpc = (deps: Deps): BoundRpc =>
  bindRpc(BillingRpc, {
    'price:estimate': createEstimatePrice(deps),
    'price:ensure': createEnsurePrice(deps),
    'payer:ensure': createEnsurePayer(deps),
  });
