import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '#contracts/audit/entry.ts';
import { PatientDataAccessed } from '#contracts/events/access.ts';
import { VisitAdmitted } from '#contracts/events/visits.ts';
import { UserActor } from '#contracts/actor.ts';
import { ClinicId, VisitId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Document, Store } from '#platform/store/store.ts';
import { createAppendEntry } from './entries/append-entry.ts';
import { entryOfEvent } from './entries/entry-of-event.ts';
import { entryCollection, openEntryStore } from './entries/entry-store.ts';
import { openAnchorFile } from './chain/anchor-file.ts';
import { everyAnchor, openKeptAnchors } from './chain/kept-anchors.ts';
import { createWatchChain } from './chain/watch-chain.ts';
import { verifyStoredChains } from './service.ts';

const actor = UserActor.parse({
  kind: 'user',
  tenantId: newUuid(),
  userId: newUuid(),
  role: 'doctor',
  sessionId: newUuid(),
  clinicIds: [],
});
const { tenantId } = actor;
const deps = { now: () => 1_800_000_000_000, newId: newUuid };
const read = (subjectId: string) =>
  createEvent(
    PatientDataAccessed,
    {
      actor,
      tenantId,
      data: {
        action: 'note:read',
        subjectKind: 'note',
        subjectId,
        patientId: actor.userId,
        outcome: 'allowed',
        at: 1,
      },
    },
    deps,
  );

describe('the audit trail', () => {
  let folder: string;
  let store: Store;
  const anchorFile = () => join(folder, 'anchors.jsonl');
  async function verify() {
    for await (const report of verifyStoredChains({ store, anchorFiles: [anchorFile()] })) return report;
    throw new Error('There is no chain.');
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bedside-audit-'));
    store = await openSqliteStore({ file: join(folder, 'audit.sqlite'), now: deps.now });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  async function filled(count: number) {
    const entries = await openEntryStore(store);
    const append = createAppendEntry({ entries, now: deps.now });
    const events = Array.from({ length: count }, (_, index) => read(`note-${index}`));
    await Promise.all(events.map((event) => append(entryOfEvent(event))));
    return { entries, append, events };
  }
  // What somebody with the database in hand could do, beside the service.
  const rows = () => store.collection<Document & AuditEntry>(entryCollection);

  it('chains what comes at once, in order, and finds nothing wrong', async () => {
    const { entries } = await filled(450);
    expect(await verify()).toMatchObject({ entries: 450, problem: undefined });
    expect((await entries.listFrom(tenantId, 449, 9)).map((entry) => entry.seq)).toEqual([449, 450]);
  });

  it('adds an event that is delivered again only once, also after a restart', async () => {
    const { entries, append, events } = await filled(3);
    await Promise.all(events.map((event) => append(entryOfEvent(event))));
    await createAppendEntry({ entries, now: deps.now })(entryOfEvent(events[0] ?? read('')));
    expect(await verify()).toMatchObject({ entries: 3, problem: undefined });
  });

  it('finds a changed entry', async () => {
    await filled(5);
    const table = await rows();
    const [third] = (await (await openEntryStore(store)).listFrom(tenantId, 3, 1)) as [AuditEntry];
    const row = await table.get(third.eventId);
    await table.replace({ ...row, outcome: 'refused' });
    expect(await verify()).toMatchObject({ problem: { seq: 3, problem: 'changed' } });
  });

  it('finds a removed entry, also the last one once it was anchored', async () => {
    const { entries } = await filled(5);
    const table = await rows();
    const [fifth] = (await entries.listFrom(tenantId, 5, 1)) as [AuditEntry];
    await openAnchorFile(anchorFile()).append({ tenantId, seq: 5, hash: fifth.hash });
    await table.remove(fifth.eventId, 1);
    expect(await verify()).toMatchObject({ problem: { seq: 5, problem: 'cut off' } });
    const [second] = (await entries.listFrom(tenantId, 2, 1)) as [AuditEntry];
    await table.remove(second.eventId, 1);
    expect(await verify()).toMatchObject({ problem: { seq: 2, problem: 'missing' } });
  });

  it('finds two entries that changed places', async () => {
    const { entries } = await filled(5);
    const table = await rows();
    const [second, third] = (await entries.listFrom(tenantId, 2, 2)) as [AuditEntry, AuditEntry];
    const [rowTwo, rowThree] = [await table.get(second.eventId), await table.get(third.eventId)];
    // Through a free number, since two may not have the same.
    await table.replace({ ...rowTwo, seq: 99 });
    await table.replace({ ...rowThree, seq: 2 });
    await table.replace({ ...rowTwo, version: 2, seq: 3 });
    expect((await verify()).problem?.seq).toBe(2);
  });

  it('keeps ids and no text of events of the domain', async () => {
    const event = createEvent(
      VisitAdmitted,
      {
        actor,
        tenantId,
        data: {
          visitId: VisitId.parse(newUuid()),
          clinicId: ClinicId.parse(newUuid()),
          patientId: actor.userId,
          doctorId: actor.userId,
          admittedAt: 1,
          admittedBy: actor.userId,
          waitedMs: 0,
        },
      },
      deps,
    );
    expect(entryOfEvent(event)).toMatchObject({
      action: 'visit.admitted',
      subjectKind: 'visit',
      subjectId: event.key,
      patientId: event.data['patientId'],
    });
  });

  it('finds an end that was cut off after the service moved to another machine', async () => {
    await openKeptAnchors(store).then((kept) => kept.append({ tenantId, seq: 7, hash: 'a' }));
    const elsewhere = join(folder, 'nothing-here.jsonl');
    const reports = verifyStoredChains({ store, anchorFiles: [elsewhere], mayMove: true });
    for await (const { tenantId: id, problem } of reports)
      expect({ id, problem }).toEqual({ id: tenantId, problem: { seq: 1, problem: 'cut off' } });
    const chain = createWatchChain({
      entries: await openEntryStore(store),
      anchors: everyAnchor([openAnchorFile(elsewhere), await openKeptAnchors(store)]),
      now: deps.now,
      log: silentLog,
    });
    expect(await chain.check(tenantId)).toMatchObject({ isUnbroken: false, brokenAtSeq: 1 });
  });

  it('skips the piece of an anchor that a crash left behind', async () => {
    const file = openAnchorFile(anchorFile());
    await file.append({ tenantId, seq: 1, hash: 'a' });
    await appendFile(anchorFile(), '{"tenantId":"x","se');
    expect(await file.read()).toHaveLength(1);
    expect(await readFile(anchorFile(), 'utf8')).toContain('"seq":1');
  });
});
