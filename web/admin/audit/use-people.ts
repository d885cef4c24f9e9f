import { useQuery } from '@tanstack/react-query';
import type { UserId } from '#contracts/ids.ts';
import { useApi } from '../../app/services.ts';
import type { Account } from '../people/user-table.tsx';

export type People = { all: readonly Account[]; nameOf: (userId: UserId) => string };

const pageSize = 100;
const mostPages = 10;

/** The tenant's people by id: the trail itself holds no names. */
export function usePeople(): People {
  const api = useApi();
  const { data: all = [] } = useQuery({
    queryKey: ['users', 'all'],
    staleTime: 60_000,
    queryFn: async () => {
      const users: Account[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const answer = await api.identity.listUsers({
          query: { limit: pageSize, ...(cursor !== undefined && { cursor }) },
        });
        users.push(...answer.users);
        cursor = answer.nextCursor;
        if (cursor === undefined) break;
      }
      return users;
    },
  });
  const names = new Map(all.map(({ userId, name }) => [userId, name]));
  return { all, nameOf: (userId) => names.get(userId) ?? userId.slice(0, 8) };
}
