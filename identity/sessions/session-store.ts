import type { SessionId, TenantId, UserId } from '#contracts/ids.ts';
import type { Change, Collection, Draft, Store, WriteOptions } from '#platform/store/store.ts';
import type { Session } from './session.ts';

const indexes = {
  ofPerson: { fields: ['tenantId', 'userId', 'state'] },
  expiry: { fields: ['endsAt'], expires: true },
} as const;
type Indexes = keyof typeof indexes;

export type SessionStore = ReturnType<typeof createSessions>;

export async function openSessionStore(store: Store): Promise<SessionStore> {
  return createSessions(await store.collection<Session, Indexes>({ name: 'sessions', indexes }));
}

function createSessions(sessions: Collection<Session, Indexes>) {
  return {
    insert: (draft: Draft<Session>, options: WriteOptions) => sessions.insert(draft, options),
    find: (sessionId: SessionId) => sessions.findById(sessionId),
    change: (sessionId: SessionId, compute: (session: Session) => Change<Session>) =>
      sessions.change(sessionId, compute),

    async listOpen(tenantId: TenantId, userId: UserId): Promise<Session[]> {
      const equals = { tenantId, userId, state: 'open' };
      const open: Session[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await sessions.find({
          index: 'ofPerson',
          equals,
          limit: 1_000,
          ...(cursor === undefined ? {} : { cursor }),
        });
        open.push(...page.items);
        cursor = page.nextCursor;
        if (cursor === undefined) return open;
      }
    },
  };
}
