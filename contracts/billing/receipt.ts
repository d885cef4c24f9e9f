import { z } from 'zod';
import { ChargeId, Instant, UserId, VisitId } from '../ids.ts';
import { Money } from '../money.ts';
import { Interval, VisitTypeId } from '../visits/visit.ts';

/** A price: a flat part, and a part for every started minute after the first `includedMinutes`. */
export const Price = z.strictObject({
  visitType: VisitTypeId,
  flat: Money,
  perStartedMinute: Money,
  includedMinutes: z.int().nonnegative(),
});
export type Price = z.infer<typeof Price>;

/** What a visit costs and why. The lines sum to `amount`; the intervals sum to `billableSeconds`. */
export const Receipt = z.strictObject({
  chargeId: ChargeId,
  visitId: VisitId,
  patientId: UserId,
  /** `attention`: a step was refused for good and a person looks at it. */
  status: z.enum(['planned', 'held', 'captured', 'released', 'attention']),
  price: Price,
  billableSeconds: z.int().nonnegative(),
  intervals: z.array(Interval),
  lines: z.array(
    z.strictObject({
      kind: z.enum(['flat', 'minutes']),
      /** Started minutes beyond the included ones, for a line of minutes. */
      minutes: z.int().nonnegative().optional(),
      amount: Money,
    }),
  ),
  held: Money.optional(),
  amount: Money.optional(),
  capturedAt: Instant.optional(),
});
export type Receipt = z.infer<typeof Receipt>;
