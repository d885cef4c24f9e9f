import { z } from 'zod';
import { simulatorApiKey } from './service.ts';

/** What the simulator reads from the environment when it runs as a process of its own. */
export const SimulatorSettings = z.object({
  STRIPE_SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(12_111),
  STRIPE_SIMULATOR_FILE: z.string().min(1).default('data/stripe-simulator.jsonl'),
  STRIPE_SIMULATOR_KEY: z.string().startsWith('sk_test_').default(simulatorApiKey),
  STRIPE_SIMULATOR_WEBHOOK_URL: z.url().optional(),
  STRIPE_SIMULATOR_WEBHOOK_SECRET: z.string().startsWith('whsec_').default('whsec_bedside_simulator'),
  STRIPE_SIMULATOR_CONTROL_KEY: z.string().min(8).optional(),
});
export type SimulatorSettings = z.infer<typeof SimulatorSettings>;
