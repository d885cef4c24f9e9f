import { describe, expect, it } from 'vitest';
import { UserActor } from '#contracts/actor.ts';
import { TicketClaims } from '#contracts/visits/ticket.ts';
import { newUuid } from '#platform/clock.ts';
import { callPolicy, mayReceive, type Onlooker } from './policy.ts';

const care: Onlooker = { side: 'care', isAdmitted: true };
const waiting: Onlooker = { side: 'patient', isAdmitted: false };
const admitted: Onlooker = { side: 'patient', isAdmitted: true };

describe('who receives whom', () => {
  it.each([
    [care, admitted, true],
    [admitted, care, true],
    [care, care, true],
    [care, waiting, false],
    [waiting, care, false],
    [waiting, admitted, false],
  ])('%j of %j: %s', (viewer, sender, may) => {
    expect(mayReceive(viewer, sender)).toBe(may);
  });
});

describe('who enters by a ticket', () => {
  const ids = { tenantId: newUuid(), userId: newUuid(), visitId: newUuid() };
  const ticket = TicketClaims.parse({
    ...ids,
    name: 'A guest',
    role: 'guest',
    side: 'patient',
    mayPublish: [],
    isAdmitted: false,
  });
  const actorWith = (changes: object) =>
    UserActor.parse({
      kind: 'user',
      tenantId: ids.tenantId,
      userId: ids.userId,
      role: 'guest',
      sessionId: newUuid(),
      clinicIds: [],
      visitId: ids.visitId,
      ...changes,
    });
  const mayJoin = (changes: object) => callPolicy['call:join'](actorWith(changes), ticket);

  it('is the person it was written for, in their own visit and organisation', () => {
    expect(mayJoin({})).toBe(true);
    expect(mayJoin({ userId: newUuid() })).toBe(false);
    expect(mayJoin({ tenantId: newUuid() })).toBe(false);
    expect(mayJoin({ visitId: newUuid() })).toBe(false);
  });
});
