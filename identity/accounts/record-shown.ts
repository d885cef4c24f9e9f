import type { UserActor } from '#contracts/actor.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import type { Account } from './account.ts';

/** Notes that a list with patients in it was shown; one of staff alone is nobody's patient data. */
export function createRecordShown({ recordAccess }: { recordAccess: RecordAccess }) {
  return async function recordShown(
    caller: UserActor,
    action: 'people:list' | 'user:list',
    shown: readonly Account[],
  ): Promise<void> {
    if (!shown.some(({ role }) => role === 'patient')) return;
    await recordAccess(caller, {
      action,
      subjectKind: 'user',
      subjectId: caller.tenantId,
      outcome: 'allowed',
    });
  };
}
export type RecordShown = ReturnType<typeof createRecordShown>;
