import type { EventEnvelope } from '#contracts/event.ts';
import { ChargeCaptured, ChargeFailed, ChargeHeld, ChargeReleased } from '#contracts/events/billing.ts';
import type { NewId, Now } from '#platform/clock.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { type Charge, lastAttempt } from './charge.ts';

/** The facts to tell others when a charge went from one state to another. */
export function eventsBetween(
  before: Charge['state'] | undefined,
  charge: Charge,
  deps: { now: Now; newId: NewId },
): EventEnvelope[] {
  const { state, tenantId } = charge;
  if (before && JSON.stringify(before) === JSON.stringify(state)) return [];
  const actor = { kind: 'service' as const, service: 'billing', tenantId };
  const ids = { chargeId: charge._id, visitId: charge.visitId, patientId: charge.patientId };
  switch (state.status) {
    case 'held': {
      const held = lastAttempt(charge)?.amount ?? charge.holdAmount;
      return [createEvent(ChargeHeld, { actor, tenantId, data: { ...ids, held } }, deps)];
    }
    case 'captured': {
      const { captured, due } = state;
      const data = { ...ids, captured, billableSeconds: due.billableSeconds };
      return [createEvent(ChargeCaptured, { actor, tenantId, data }, deps)];
    }
    case 'released':
      return [createEvent(ChargeReleased, { actor, tenantId, data: ids }, deps)];
    case 'attention': {
      const data = { ...ids, step: state.step, code: state.code };
      return [createEvent(ChargeFailed, { actor, tenantId, data }, deps)];
    }
    case 'planned':
    case 'holding':
    case 'capturing':
    case 'releasing':
      return [];
    default:
      return state satisfies never;
  }
}
