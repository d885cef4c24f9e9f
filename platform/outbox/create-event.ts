import type { z } from 'zod';
import type { Actor } from '#contracts/actor.ts';
import type { EventContract } from '#contracts/define.ts';
import type { EventEnvelope } from '#contracts/event.ts';
import { EventId, type TenantId } from '#contracts/ids.ts';
import { noteMade } from '#platform/bus/parse-event.ts';
import type { NewId, Now } from '#platform/clock.ts';

type Facts<D> = { actor: Actor; tenantId: TenantId; traceId?: string; data: D };

/**
 * The envelope of a fact, its data parsed by its contract. Throws a ZodError on data that the contract does not allow. This
 * process publishes it as it is; whoever reads it from elsewhere parses the whole.
 */
export function createEvent<D extends z.ZodType>(
  contract: EventContract<string, D>,
  { actor, tenantId, traceId, data }: Facts<z.input<D>>,
  { now, newId }: { now: Now; newId: NewId },
): EventEnvelope {
  const parsed: unknown = contract.data.parse(data);
  const fields: Record<string, unknown> = typeof parsed === 'object' ? { ...parsed } : {};
  const id = EventId.parse(newId());
  const event = {
    id,
    type: contract.type,
    version: contract.version,
    occurredAt: now(),
    actor: eventActor(actor),
    tenantId,
    traceId: traceId ?? id.replaceAll('-', ''),
    key: keyOf(contract, fields),
    data: fields,
  };
  noteMade(event, contract);
  return event;
}

function eventActor(actor: Actor): EventEnvelope['actor'] {
  if (actor.kind === 'user') return { kind: 'user', userId: actor.userId, role: actor.role };
  return { kind: 'service', service: actor.service };
}

function keyOf(contract: EventContract, data: Record<string, unknown>): string {
  const key = data[contract.key];
  if (typeof key !== 'string')
    throw new TypeError(`${contract.type} has no ${contract.key} to keep its order by.`);
  return key;
}
