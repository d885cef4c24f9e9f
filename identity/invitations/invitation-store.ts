import type { InvitationId } from '#contracts/ids.ts';
import type { Change, Collection, Draft, Query, Store, WriteOptions } from '#platform/store/store.ts';
import type { Invitation } from './invitation.ts';

const indexes = {
  token: { fields: ['tokenHash'], unique: true },
  creation: { fields: ['creationKey'], unique: true },
  expiry: { fields: ['forgetAt'], expires: true },
} as const;
type Indexes = keyof typeof indexes;

export type InvitationStore = ReturnType<typeof createInvitations>;

export async function openInvitationStore(store: Store): Promise<InvitationStore> {
  return createInvitations(await store.collection<Invitation, Indexes>({ name: 'invitations', indexes }));
}

function createInvitations(invitations: Collection<Invitation, Indexes>) {
  const first = async (query: Query<Indexes>) => (await invitations.find({ ...query, limit: 1 })).items[0];
  return {
    insert: (draft: Draft<Invitation>, options: WriteOptions) => invitations.insert(draft, options),
    findByToken: (tokenHash: string) => first({ index: 'token', equals: { tokenHash } }),
    findByCreationKey: (creationKey: string) => first({ index: 'creation', equals: { creationKey } }),
    change: (id: InvitationId, compute: (invitation: Invitation) => Change<Invitation>) =>
      invitations.change(id, compute),
  };
}
