import type { UserActor } from '#contracts/actor.ts';
import { VisitNoteSigned } from '#contracts/events/visits.ts';
import type { VisitsHttp } from '#contracts/http/visits.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { VisitNote } from '#contracts/visits/visit.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import type { Now } from '#platform/clock.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import { DuplicateKey } from '#platform/store/store.ts';
import type { Vault } from '#platform/vault/vault.ts';
import type { DemandVisit } from '../visit/demand-visit.ts';
import type { StoredVisit } from '../visit/visit.ts';
import type { VisitEventOf } from '../visit/visit-events.ts';
import type { MarkNoted } from './mark-noted.ts';
import { type NoteStore, type StoredNote, sealOf } from './note-store.ts';

type Deps = {
  notes: NoteStore;
  vault: Pick<Vault, 'seal'>;
  demandVisit: DemandVisit['demandVisit'];
  recordAccess: RecordAccess;
  visitEvents: VisitEventOf;
  markNoted: MarkNoted;
  now: Now;
};
type Writing = {
  actor: UserActor;
  visit: StoredVisit;
  status: VisitNote['status'];
  sealed: string;
  ifVersion: number;
};

const mismatch = () =>
  new Refusal(
    'version_mismatch',
    'The note was changed elsewhere, perhaps in another tab. Look at it again first.',
  );

/**
 * Saves the note of a visit that has begun, or signs it once the visit has ended. A first write says version 0.
 * Refuses `note_signed`, `version_mismatch`; `conflict` for a visit that has not come so far.
 */
export function createWriteNote(deps: Deps): HttpHandlers<VisitsHttp>['writeNote'] {
  const { notes, vault, demandVisit, recordAccess, visitEvents, markNoted, now } = deps;

  async function write({ actor, visit, status, sealed, ifVersion }: Writing): Promise<StoredNote> {
    const { _id, tenantId } = visit;
    const next = { sealed, status, writtenBy: actor.userId, savedAt: now() };
    const facts = { actor, signedAt: next.savedAt, signedBy: actor.userId };
    const events = status === 'signed' ? [visitEvents.eventOf(VisitNoteSigned, visit, facts)] : [];
    if (ifVersion === 0) return notes.insert({ _id, tenantId, ...next }, { events });
    return notes.change(_id, (note) => {
      demandChangeable(note, ifVersion);
      return { document: { ...note, ...next }, events };
    });
  }

  return async function writeNote(actor, { params: { visitId }, body: { text, status } }, { ifVersion = 0 }) {
    const visit = await demandVisit(actor, visitId, 'note:write');
    demandTime(visit, status);
    const there = await notes.find(visitId);
    if (there) demandChangeable(there, ifVersion);
    else if (ifVersion !== 0) throw mismatch();
    const { patientId } = visit;
    await recordAccess(actor, {
      action: 'note:write',
      subjectKind: 'note',
      subjectId: visitId,
      patientId,
      outcome: 'allowed',
    });
    const [scope, record] = sealOf(visit);
    const sealed = await vault.seal(scope, record, text);
    try {
      const { version, savedAt, writtenBy } = await write({ actor, visit, status, sealed, ifVersion });
      if (status === 'signed') await markNoted(visit.tenantId, visitId);
      return { visitId, text, status, writtenBy, savedAt, version };
    } catch (error) {
      if (error instanceof DuplicateKey) throw mismatch();
      throw error;
    }
  };
}

function demandChangeable(note: StoredNote, ifVersion: number): void {
  if (note.status === 'signed') throw new Refusal('note_signed', 'A signed note no longer changes.');
  if (note.version !== ifVersion) throw mismatch();
}

function demandTime(visit: StoredVisit, status: VisitNote['status']): void {
  if (visit.admissions.length === 0)
    throw new Refusal('conflict', 'A note can be written once the visit has begun.');
  if (status === 'signed' && visit.status !== 'ended')
    throw new Refusal('conflict', 'The note can be signed once the visit has ended.');
}
