import type { z } from 'zod';
import type { Actor } from '#contracts/actor.ts';
import type { EventContract } from '#contracts/define.ts';
import { EventEnvelope } from '#contracts/event.ts';
import type { TenantId } from '#contracts/ids.ts';
import type { NewId, Now } from '#platform/clock.ts';

type Facts<D> = { actor: Actor; tenantId: TenantId; traceId?: string; data: D };

/** The envelope of a fact, parsed by its contract. Throws a ZodError on data that the contract does not allow. */
export function createEvent<D extends z.ZodType>(
  contract: EventContract<string, D>,
  { actor, tenantId, traceId, data }: Facts<z.input<D>>,
  { now, newId }: { now: Now; newId: NewId },
): EventEnvelope {
  const parsed: unknown = contract.data.parse(data);
  const id = newId();
  return EventEnvelope.parse({
    id,
    type: contract.type,
    version: contract.version,
    occurredAt: now(),
    actor: eventActor(actor),
    tenantId,
    traceId: traceId ?? id.replaceAll('-', ''),
    key: keyOf(contract, parsed),
    data: parsed,
  });
}

function eventActor(actor: Actor): EventEnvelope['actor'] {
  if (actor.kind === 'user') return { kind: 'user', userId: actor.userId, role: actor.role };
  return { kind: 'service', service: actor.service };
}

function keyOf(contract: EventContract, data: unknown): string {
  const fields: Record<string, unknown> = typeof data === 'object' ? { ...data } : {};
  const key = fields[contract.key];
  if (typeof key !== 'string')
    throw new TypeError(`${contract.type} has no ${contract.key} to keep its order by.`);
  return key;
}
