import type { Vault, VaultScope } from '#platform/vault/vault.ts';
import { VaultError } from '#platform/vault/vault-error.ts';
import type { SealedReason, StoredVisit } from './visit.ts';

type Deps = { vault: Pick<Vault, 'seal'> };
type Whose = Pick<StoredVisit, '_id' | 'tenantId' | 'patientId'>;
/** Why the patient comes, why they were sent back, why the visit was called off. */
export type ReasonField = 'reason' | 'sent_back' | 'cancelled';
export type SealReason = ReturnType<typeof createSealReason>;

/** Whose key seals the reasons on a visit, and which record each is bound to. */
export const reasonSealOf = (
  { _id: visitId, tenantId, patientId }: Whose,
  field: ReasonField,
): [scope: VaultScope, recordId: string] => [
  { tenantId, kind: 'patient', id: patientId },
  `visit/${visitId}/${field}`,
];

/**
 * Seals what somebody gave as a reason, before it goes into the visit. Nothing is kept of an empty one, nor for a
 * patient whose keys were shredded: what is done goes on without it.
 */
export function createSealReason({ vault }: Deps) {
  return async function sealReason(
    visit: Whose,
    field: ReasonField,
    text: string | undefined,
  ): Promise<SealedReason> {
    if (text === undefined || text === '') return {};
    try {
      return { sealedReason: await vault.seal(...reasonSealOf(visit, field), text) };
    } catch (error) {
      if (error instanceof VaultError && error.code === 'shredded') return {};
      throw error;
    }
  };
}
