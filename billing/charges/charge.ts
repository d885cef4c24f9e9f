import type { Price } from '#contracts/billing/receipt.ts';
import type { ChargeId, ClinicId, Instant, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { Money } from '#contracts/money.ts';
import type { Interval } from '#contracts/visits/visit.ts';

/** What the visit came to, fixed when it ended, with what proves it. */
export type Due = { amount: Money; billableSeconds: number; intervals: Interval[]; endedAt: Instant };

/** What became of one payment at the provider. It only ever moves on: see `mergePayment`. */
export type AttemptOutcome =
  | { status: 'asked' }
  | { status: 'refused'; code: string; intentId?: string }
  | { status: 'held'; intentId: string }
  | { status: 'captured'; intentId: string; captured: Money }
  | { status: 'released'; intentId: string; wasHeld: boolean };

/** One payment at the provider, written down before it is asked for. A charge usually needs one. */
export type Attempt = {
  number: number;
  askedAt: Instant;
  amount: Money;
  customerId: string;
  paymentMethodId: string;
  /** Idempotency keys of capture or release that the provider answers with a failure for ever. */
  spentKeys: number;
  outcome: AttemptOutcome;
};

export type ChargeStep = 'hold' | 'capture' | 'release';
export type ReleaseReason = 'nothing_due' | 'cancelled' | 'no_show';

/** Where a charge stands. `attemptsBefore`: refusals of attempts up to there do not count against the capture. */
export type ChargeState =
  | { status: 'planned'; isHoldDue: boolean }
  | { status: 'holding' }
  | { status: 'held'; heldAt: Instant }
  | { status: 'capturing'; due: Due; attemptsBefore: number }
  | { status: 'captured'; due: Due; captured: Money; capturedAt: Instant }
  | { status: 'releasing'; reason: ReleaseReason; due?: Due }
  | { status: 'released'; reason: ReleaseReason; due?: Due; releasedAt: Instant }
  /** A step was refused for good; a person looks at it, or another card is given. */
  | { status: 'attention'; step: ChargeStep; code: string; since: Instant; due?: Due };

type OfVisit = {
  _id: ChargeId;
  version: number;
  tenantId: TenantId;
  visitId: VisitId;
  clinicId: ClinicId;
  patientId: UserId;
  createdAt: Instant;
};

/** The money of one visit, from its booking on. */
export type Charge = OfVisit & {
  kind: 'charge';
  /** The price when the visit was booked. */
  price: Price;
  holdAmount: Money;
  attempts: Attempt[];
  state: ChargeState;
};

/** A visit for which nothing is ever charged, remembered so that it stays so. */
export type FreeVisit = OfVisit & { kind: 'free'; because: 'no_price' | 'closed_before_planned' };

export const dueOf = (state: ChargeState): Due | undefined => ('due' in state ? state.due : undefined);
export const lastAttempt = (charge: Charge): Attempt | undefined => charge.attempts.at(-1);
/** Whether anything may still have to be done. */
export const isOpen = ({ state }: Charge): boolean =>
  state.status !== 'captured' && state.status !== 'released';
