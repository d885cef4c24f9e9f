import { EventEnvelope } from '#contracts/event.ts';
import { newUuid } from '#platform/clock.ts';

/** The `n`th event of a thing. */
export const thingMade = (key: string, n: number): EventEnvelope =>
  EventEnvelope.parse({
    id: newUuid(),
    type: 'thing.made',
    version: 1,
    occurredAt: 0,
    actor: { kind: 'service', service: 'test' },
    tenantId: newUuid(),
    traceId: 't',
    key,
    data: { n },
  });
