import { afterEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '#contracts/audit/entry.ts';
import { newUuid } from '#platform/clock.ts';
import type { Person } from '../kit/person.ts';
import { until } from '../kit/until.ts';
import { type Cast, World } from '../kit/world.ts';

describe('the audit trail', () => {
  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  /** Every action about the patient since a moment, oldest first, as `action outcome who`. */
  async function trailOf(
    { admin, patient }: Cast,
    people: Record<string, Person>,
    since: number,
  ): Promise<string[]> {
    const names = new Map(Object.entries(people).map(([name, { userId }]) => [`${userId}`, name]));
    const entries: AuditEntry[] = [];
    for (let cursor: string | undefined, isLast = false; !isLast; ) {
      const query = { patientId: patient.userId, limit: 200, ...(cursor ? { cursor } : {}) };
      const page = await admin.api.audit.listEntries({ query });
      entries.push(...page.entries);
      cursor = page.nextCursor;
      isLast = cursor === undefined;
    }
    const ofStory = entries.filter(({ occurredAt }) => occurredAt >= since).toReversed();
    return ofStory.map(({ action, outcome, actor }) => {
      const who = actor.kind === 'user' ? (names.get(actor.userId) ?? actor.role) : actor.service;
      return `${action} ${outcome} ${who}`;
    });
  }

  it('has an entry for every read and write of a story, also the refused ones, and stays whole', async () => {
    world = await World.create();
    const since = Date.now();
    const cast = await world.visit();
    const { patient, doctor, nurse, visit, admin } = cast;
    const stranger = (await world.visit()).patient;
    const params = { visitId: visit.id };
    const chat = await patient.chat();
    const { id: conversationId } = await chat.request('conversation:find', { kind: 'visit', ...params });
    await chat.request('message:send', { conversationId, body: 'Hello', clientKey: newUuid() });
    await (await nurse.chat()).request('conversation:open', { conversationId });
    await nurse.look(visit);
    await expect(stranger.look(visit)).rejects.toMatchObject({ code: 'not_permitted' });
    await expect(stranger.api.billing.readReceipt({ params })).rejects.toMatchObject({
      code: 'not_permitted',
    });
    await world.join(patient, visit);
    const live = await doctor.live();
    await live.request('visit:admit', params);
    await live.request('visit:end', params);
    const { version } = await doctor.api.visits.readNote({ params });
    const body = { text: 'All well.', status: 'signed' as const };
    await doctor.api.visits.writeNote({ params, body }, { ifVersion: version });
    await patient.api.visits.readNote({ params });

    const people = { patient, doctor, nurse, admin, stranger };
    const expected = [
      'visit.booked done nurse',
      'visit:read allowed nurse',
      'visit:read refused stranger',
      'receipt:read refused stranger',
      'visit.waiting done patient',
      'visit.admitted done doctor',
      'visit.ended done doctor',
      'note:write allowed doctor',
      'visit.note_signed done doctor',
      'note:read allowed patient',
      'chat.message_sent done patient',
      'conversation:read allowed nurse',
    ];
    let trail: string[] = [];
    await until(
      async () => {
        trail = await trailOf(cast, people, since);
        return expected.every((line) => trail.includes(line));
      },
      { why: () => ({ missing: expected.filter((line) => !trail.includes(line)), trail }) },
    );
    expect(await admin.api.audit.readChain()).toMatchObject({ isUnbroken: true });
  });

  it('is not shown to anybody but administrators, and to look at it is itself recorded', async () => {
    world = await World.create();
    const { doctor, admin } = await world.visit();
    await expect(doctor.api.audit.listEntries()).rejects.toMatchObject({ code: 'not_permitted' });
    await admin.api.audit.listEntries();
    await until(async () =>
      (await admin.api.audit.listEntries({ query: { action: 'audit:read' } })).entries.some(
        ({ actor }) => actor.kind === 'user' && actor.userId === admin.userId,
      ),
    );
  });
});
