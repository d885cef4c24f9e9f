import type { TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { VisitNote } from '#contracts/visits/visit.ts';
import type { Change, Collection, Document, Draft, Store, WriteOptions } from '#platform/store/store.ts';
import type { VaultScope } from '#platform/vault/vault.ts';
import type { StoredVisit } from '../visit/visit.ts';

/** A note as it is kept: its text only sealed. `_id` is the visit's id. */
export type StoredNote = Document & {
  _id: VisitId;
  tenantId: TenantId;
  sealed: string;
  status: VisitNote['status'];
  writtenBy: UserId;
  savedAt: number;
};
export type NoteStore = ReturnType<typeof createNotes>;

export async function openNoteStore(store: Store): Promise<NoteStore> {
  return createNotes(await store.collection<StoredNote>({ name: 'notes', indexes: {} }));
}

function createNotes(notes: Collection<StoredNote>) {
  return {
    find: (visitId: VisitId) => notes.findById(visitId),
    insert: (draft: Draft<StoredNote>, options: WriteOptions) => notes.insert(draft, options),
    change: (visitId: VisitId, compute: (note: StoredNote) => Change<StoredNote>) =>
      notes.change(visitId, compute),
  };
}

/** Whose key seals a note, and which record it is bound to. */
export const sealOf = ({
  _id: visitId,
  tenantId,
  patientId,
}: Pick<StoredVisit, '_id' | 'tenantId' | 'patientId'>): [scope: VaultScope, recordId: string] => [
  { tenantId, kind: 'patient', id: patientId },
  `note/${visitId}`,
];
