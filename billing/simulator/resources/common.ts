import { z } from 'zod';

/** Whole seconds since 1970, as Stripe counts. */
export const Seconds = z.int().nonnegative();
/** An amount in the currency's minor unit. */
export const Amount = z.int();
export const Metadata = z.record(z.string(), z.string());
export type Metadata = z.infer<typeof Metadata>;
