import type { CallInput, CallOutput } from '#contracts/define.ts';
import type { IdentityRpc } from '#contracts/rpc/identity.ts';
import { toPerson } from './account.ts';
import type { AccountStore } from './account-store.ts';

type Deps = { accounts: AccountStore };

/** The persons with these ids that the tenant has, with their clinics. Those it has not are left out. */
export function createFindPeople({ accounts }: Deps) {
  return async function findPeople(
    input: CallInput<IdentityRpc, 'people:list'>,
  ): Promise<CallOutput<IdentityRpc, 'people:list'>> {
    const ids = [...new Set(input.userIds)];
    const found = await Promise.all(ids.map((userId) => accounts.find(input.tenantId, userId)));
    return {
      people: found
        .filter((account) => account !== undefined)
        .map((account) => ({ ...toPerson(account), clinicIds: account.clinicIds })),
    };
  };
}
