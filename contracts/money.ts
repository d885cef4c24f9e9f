import { z } from 'zod';

/** ISO 4217, upper case. */
export const Currency = z.string().regex(/^[A-Z]{3}$/);
export type Currency = z.infer<typeof Currency>;

/** An amount in the currency's minor unit (cents), never a fraction. */
export const Money = z.strictObject({ minorUnits: z.int(), currency: Currency });
export type Money = z.infer<typeof Money>;
