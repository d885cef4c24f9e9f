import { createSimulatorControl } from '../control-client.ts';
import { createStripeSimulator, simulatorApiKey, type StripeSimulatorOptions } from '../service.ts';

/** A running simulator with a clock that stands still until moved, and what the SDK needs to reach it. */
export async function startedSimulator(options: Partial<StripeSimulatorOptions> = {}) {
  const clock = { nowMs: Date.UTC(2026, 0, 5, 9) };
  const controlKey = 'for-this-test-only';
  const simulator = createStripeSimulator({ port: 0, controlKey, now: () => clock.nowMs, ...options });
  await simulator.start();
  return {
    clock,
    simulator,
    control: createSimulatorControl({ url: simulator.url, controlKey }),
    key: simulatorApiKey,
    sdk: {
      host: '127.0.0.1',
      port: simulator.port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    } as const,
  };
}

/** The id in a field that may hold the whole object when expanded. */
export function idIn(field: { id: string } | string | null | undefined): string {
  if (!field) throw new Error('The field is empty.');
  return typeof field === 'string' ? field : field.id;
}

/** A held payment, as the billing service makes it before a visit. */
export const heldPayment = {
  amount: 5000,
  currency: 'eur',
  capture_method: 'manual',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  payment_method: 'pm_card_visa',
  confirm: true,
} as const;
