import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent } from '#contracts/define.ts';
import { SessionId, TenantId, UserId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import { createEvent } from './create-event.ts';

const contract = defineEvent({
  type: 'thing.made',
  version: 2,
  key: 'thingId',
  summary: 'For tests.',
  data: z.strictObject({ thingId: z.string(), n: z.number() }),
});
const tenantId = TenantId.parse(newUuid());
const id = newUuid();
const deps = { now: () => 5, newId: () => id };
const service = { kind: 'service', service: 'test', tenantId } as const;

describe('createEvent', () => {
  it('fills the envelope from the contract', () => {
    expect(
      createEvent(
        contract,
        { actor: service, tenantId, traceId: 'trace', data: { thingId: 't', n: 1 } },
        deps,
      ),
    ).toEqual({
      id,
      type: 'thing.made',
      version: 2,
      occurredAt: 5,
      actor: { kind: 'service', service: 'test' },
      tenantId,
      traceId: 'trace',
      key: 't',
      data: { thingId: 't', n: 1 },
    });
  });

  it('says of a person the id and role alone', () => {
    const userId = UserId.parse(newUuid());
    const sessionId = SessionId.parse(newUuid());
    const actor = { kind: 'user', tenantId, userId, role: 'nurse', sessionId, clinicIds: [] } as const;
    const event = createEvent(
      contract,
      { actor: { ...actor, clinicIds: [] }, tenantId, data: { thingId: 't', n: 1 } },
      deps,
    );
    expect(event.actor).toEqual({ kind: 'user', userId, role: 'nurse' });
    expect(event.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('throws on data that the contract does not allow', () => {
    const more = { thingId: 't', n: 1, text: 'written by a person' };
    expect(() => createEvent(contract, { actor: service, tenantId, data: more }, deps)).toThrow(z.ZodError);
  });
});
