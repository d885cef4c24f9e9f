import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '#contracts/refusal.ts';
import { useApi, useMe } from '../../app/services.ts';
import { useProblemText } from '../../ui/states/problem-text.ts';
import type { StaffRole } from './roles.ts';
import type { Account } from './user-table.tsx';

export type Change = { name?: string; role?: StaffRole; status?: Account['status'] };
export type NewUser = { email: string; name: string; role: StaffRole; specialty: string; password: string };

/** What an administrator does with accounts. A change rests on the version that was seen. */
export function useUserActions() {
  const api = useApi();
  const { clinicIds } = useMe();
  const queries = useQueryClient();
  const asked = useRef({ what: '', key: '' });
  const onSettled = () => queries.invalidateQueries({ queryKey: ['users'] });
  const change = useMutation({
    mutationFn: ({ user, to }: { user: Account; to: Change }) =>
      api.identity.changeUser({ params: { userId: user.userId }, body: to }, { ifVersion: user.version }),
    onSettled,
  });
  const signOut = useMutation({
    mutationFn: (user: Account) => api.identity.signOutUser({ params: { userId: user.userId } }),
  });
  const create = useMutation({
    mutationFn: ({ specialty, ...user }: NewUser) => {
      const body = { ...user, clinicIds, ...(specialty === '' ? {} : { specialty }) };
      // The same account asked for again is the same account; a changed field makes it another request.
      const what = JSON.stringify(body);
      if (asked.current.what !== what) asked.current = { what, key: crypto.randomUUID() };
      return api.identity.createUser({ body }, { idempotencyKey: asked.current.key });
    },
    onSettled,
  });
  return { change, signOut, create };
}

/** Why it was refused, in the reader's words. */
export function useUserProblem(): (error: unknown) => string {
  const { t } = useTranslation('admin');
  const problemText = useProblemText();
  return (error) => {
    const code = error instanceof Refusal ? error.code : undefined;
    if (code === 'email_taken' || code === 'last_admin') return t(`user.${code}`);
    return problemText(error);
  };
}
