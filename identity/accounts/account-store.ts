import type { Role } from '#contracts/actor.ts';
import type { TenantId, UserId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Change, Collection, Draft, Query, Store, WriteOptions } from '#platform/store/store.ts';
import type { Account } from './account.ts';

const indexes = {
  byEmail: { fields: ['email'] },
  email: { fields: ['tenantId', 'email'], unique: true },
  byName: { fields: ['tenantId', 'sortKey'] },
  byRole: { fields: ['tenantId', 'role', 'sortKey'] },
  creation: { fields: ['creationKey'], unique: true },
  demo: { fields: ['demoDoor'] },
} as const;
type Indexes = keyof typeof indexes;

export type NameQuery = {
  tenantId: TenantId;
  role: Role | undefined;
  after: string | undefined;
  limit: number;
};
export type AccountStore = ReturnType<typeof createAccounts>;

export async function openAccountStore(store: Store): Promise<AccountStore> {
  return createAccounts(await store.collection<Account, Indexes>({ name: 'accounts', indexes }));
}

function createAccounts(accounts: Collection<Account, Indexes>) {
  const first = async (query: Query<Indexes>) => (await accounts.find({ ...query, limit: 1 })).items[0];
  const ofTenant = (tenantId: TenantId, account: Account | undefined) =>
    account?.tenantId === tenantId ? account : undefined;

  return {
    insert: (draft: Draft<Account>, options?: WriteOptions) => accounts.insert(draft, options),

    find: async (tenantId: TenantId, userId: UserId) => ofTenant(tenantId, await accounts.findById(userId)),

    /** Refuses `not_found`, also for a person of another tenant. */
    async get(tenantId: TenantId, userId: UserId): Promise<Account> {
      const account = ofTenant(tenantId, await accounts.findById(userId));
      if (!account) throw new Refusal('not_found', 'There is no such person.');
      return account;
    },

    /** Nobody knows a tenant when signing in, so the address alone leads to the account. */
    findByEmail: (email: string) => first({ index: 'byEmail', equals: { email } }),
    findByCreationKey: (creationKey: string) => first({ index: 'creation', equals: { creationKey } }),

    async findDemoPerson(role: Role): Promise<Account | undefined> {
      const { items } = await accounts.find({ index: 'demo', equals: { demoDoor: role } });
      return items.find((account) => account.status === 'active' && account.role === role);
    },

    /** In the order of their names. */
    async list({ tenantId, role, after, limit }: NameQuery): Promise<Account[]> {
      const range = after === undefined ? {} : { range: { field: 'sortKey', after } };
      const query: Query<Indexes> =
        role === undefined
          ? { index: 'byName', equals: { tenantId }, limit, ...range }
          : { index: 'byRole', equals: { tenantId, role }, limit, ...range };
      return (await accounts.find(query)).items;
    },

    /** Refuses `not_found`, also for a person of another tenant. */
    change: (tenantId: TenantId, userId: UserId, compute: (account: Account) => Change<Account>) =>
      accounts.change(userId, (account) => {
        if (account.tenantId !== tenantId) throw new Refusal('not_found', 'There is no such person.');
        return compute(account);
      }),
  };
}
