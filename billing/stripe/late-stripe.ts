import type { PaymentGateway } from '../payments/payment-gateway.ts';
import type { createOpenWebhook, OpenWebhook } from './open-webhook.ts';
import type { createStripeGateway } from './stripe-gateway.ts';

// The SDK is an eighth of all modules of a server, and a start needs none of it: it is loaded with the first call.

export function createLateGateway(deps: Parameters<typeof createStripeGateway>[0]): PaymentGateway {
  const gateway = once(async () => (await import('./stripe-gateway.ts')).createStripeGateway(deps));
  return {
    createCustomer: async (input) => (await gateway()).createCustomer(input),
    attachCard: async (input) => (await gateway()).attachCard(input),
    hold: async (request) => (await gateway()).hold(request),
    capture: async (input) => (await gateway()).capture(input),
    release: async (input) => (await gateway()).release(input),
    read: async (intentId) => (await gateway()).read(intentId),
    find: async (input) => (await gateway()).find(input),
  };
}

export function createLateWebhook(deps: Parameters<typeof createOpenWebhook>[0]): OpenWebhook {
  const open = once(async () => (await import('./open-webhook.ts')).createOpenWebhook(deps));
  return async (body, signature) => (await open())(body, signature);
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}
