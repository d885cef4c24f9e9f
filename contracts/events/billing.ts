import { z } from 'zod';
import { defineEvent } from '../define.ts';
import { ChargeId, UserId, VisitId } from '../ids.ts';
import { Money } from '../money.ts';

const charge = { chargeId: ChargeId, visitId: VisitId, patientId: UserId };

export const ChargeHeld = defineEvent({
  type: 'billing.charge_held',
  version: 1,
  key: 'visitId',
  summary: 'The highest amount of the visit is reserved on the card.',
  data: z.strictObject({ ...charge, held: Money }),
});

export const ChargeCaptured = defineEvent({
  type: 'billing.charge_captured',
  version: 1,
  key: 'visitId',
  summary: 'The exact amount was taken.',
  data: z.strictObject({ ...charge, captured: Money, billableSeconds: z.int().nonnegative() }),
});

export const ChargeReleased = defineEvent({
  type: 'billing.charge_released',
  version: 1,
  key: 'visitId',
  summary: 'Nothing is owed; what was reserved is free again.',
  data: z.strictObject(charge),
});

export const ChargeFailed = defineEvent({
  type: 'billing.charge_failed',
  version: 1,
  key: 'visitId',
  summary: 'A step was refused for good, as when a card is declined. A person must look at it.',
  data: z.strictObject({ ...charge, step: z.enum(['hold', 'capture', 'release']), code: z.string() }),
});

export const billingEvents = [ChargeHeld, ChargeCaptured, ChargeReleased, ChargeFailed];
