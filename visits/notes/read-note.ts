import type { VisitsHttp } from '#contracts/http/visits.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import type { Vault } from '#platform/vault/vault.ts';
import type { DemandVisit } from '../visit/demand-visit.ts';
import { type NoteStore, sealOf } from './note-store.ts';

type Deps = {
  notes: NoteStore;
  vault: Pick<Vault, 'open'>;
  demandVisit: DemandVisit['demandVisit'];
  recordAccess: RecordAccess;
};

/** The note on a visit. Only its doctor sees a draft; others are refused `note_not_ready` until it is signed. */
export function createReadNote(deps: Deps): HttpHandlers<VisitsHttp>['readNote'] {
  const { notes, vault, demandVisit, recordAccess } = deps;
  return async function readNote(actor, { params: { visitId } }) {
    const visit = await demandVisit(actor, visitId, 'note:read');
    const note = await notes.find(visitId);
    if (note?.status !== 'signed' && actor.userId !== visit.doctorId)
      throw new Refusal('note_not_ready', 'There is no signed note yet.');
    if (!note) {
      const empty = { text: '', status: 'draft', version: 0 } as const;
      return { visitId, ...empty, writtenBy: visit.doctorId, savedAt: visit.startsAt };
    }
    const { patientId } = visit;
    await recordAccess(actor, {
      action: 'note:read',
      subjectKind: 'note',
      subjectId: visitId,
      patientId,
      outcome: 'allowed',
    });
    const [scope, record] = sealOf(visit);
    const text = await vault.open(scope, record, note.sealed);
    const { status, writtenBy, savedAt, version } = note;
    return { visitId, text, status, writtenBy, savedAt, version };
  };
}
