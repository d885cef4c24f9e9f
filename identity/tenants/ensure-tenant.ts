import type { CallInput, CallOutput } from '#contracts/define.ts';
import { UserChanged } from '#contracts/events/identity.ts';
import type { TenantId } from '#contracts/ids.ts';
import type { IdentityRpc } from '#contracts/rpc/identity.ts';
import type { NewId, Now } from '#platform/clock.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { type Draft, DuplicateKey } from '#platform/store/store.ts';
import { type Account, isActiveAdmin, lowerCaseEmail, sortKeyOf } from '../accounts/account.ts';
import type { AccountStore } from '../accounts/account-store.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { TenantStore } from './tenant-store.ts';

type Deps = { accounts: AccountStore; tenants: TenantStore; passwords: Passwords; now: Now; newId: NewId };
type Input = CallInput<IdentityRpc, 'tenant:ensure'>;
type Given = Input['people'][number];

/**
 * Makes an organisation with its clinics and people, or brings them up to date; repeating it changes nothing. A
 * password is a first password: one that is there stays, and so does whether the account is disabled.
 */
export function createEnsureTenant(deps: Deps) {
  const { accounts, tenants, passwords, now } = deps;

  const eventOf = ({ _id: userId, tenantId, role, status }: Draft<Account>, isNew: boolean) =>
    createEvent(
      UserChanged,
      {
        actor: { kind: 'service', service: 'identity', tenantId },
        tenantId,
        data: { userId, role, status, isNew },
      },
      deps,
    );

  async function insert(tenantId: TenantId, given: Given): Promise<Account | undefined> {
    const passwordHash = given.password === undefined ? undefined : await passwords.hash(given.password);
    const draft: Draft<Account> = {
      _id: given.userId,
      tenantId,
      status: 'active',
      createdAt: now(),
      profileVersion: 1,
      ...profileOf(given),
      ...(passwordHash === undefined ? {} : { passwordHash }),
    };
    try {
      return await accounts.insert(draft, { events: [eventOf(draft, true)] });
    } catch (error) {
      // Another set-up at the same moment made this person, or somebody else has the address.
      if (error instanceof DuplicateKey && (await accounts.find(tenantId, given.userId))) return undefined;
      throw error;
    }
  }

  async function bringUpToDate(there: Account, given: Given): Promise<Account> {
    const profile = profileOf(given);
    if (isSame(there, profile)) return there;
    return accounts.change(there.tenantId, there._id, (account) => {
      if (isSame(account, profile)) return undefined;
      const document = { ...account, ...profile, profileVersion: account.profileVersion + 1 };
      return { document, events: [eventOf(document, false)] };
    });
  }

  async function ensurePerson(tenantId: TenantId, given: Given): Promise<void> {
    const there = await accounts.find(tenantId, given.userId);
    if (there && isActiveAdmin(there) && given.role !== 'admin')
      await tenants.removeAdmin(tenantId, there._id);
    const account = there ? await bringUpToDate(there, given) : await insert(tenantId, given);
    if (account && isActiveAdmin(account)) await tenants.addAdmin(tenantId, account._id);
  }

  return async function ensureTenant(input: Input): Promise<CallOutput<IdentityRpc, 'tenant:ensure'>> {
    const { tenantId, name, clinics, people } = input;
    await tenants.ensure({ tenantId, name, clinics });
    // Administrators first, so that one may take another's place.
    const inOrder = people.toSorted((a, b) => Number(b.role === 'admin') - Number(a.role === 'admin'));
    for (const given of inOrder) await ensurePerson(tenantId, given);
    return {};
  };
}

type Profile = Pick<Account, 'name' | 'sortKey' | 'role' | 'specialty' | 'clinicIds' | 'email' | 'demoDoor'>;

function profileOf({ userId, name, role, specialty, clinicIds, email, isDemoDoor }: Given): Profile {
  return {
    name,
    role,
    clinicIds,
    sortKey: sortKeyOf(name, userId),
    ...(specialty === undefined ? {} : { specialty }),
    ...(email === undefined ? {} : { email: lowerCaseEmail(email) }),
    ...(isDemoDoor ? { demoDoor: role } : {}),
  };
}

const isSame = (account: Account, profile: Profile): boolean =>
  Object.entries(profile).every(
    ([field, value]) => JSON.stringify(Reflect.get(account, field)) === JSON.stringify(value),
  );
