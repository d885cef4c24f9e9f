import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserId } from '#contracts/ids.ts';
import { useApi } from '../../app/services.ts';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { Skeletons } from '../../ui/states/skeletons.tsx';
import styles from '../admin.module.css';
import { PagesView } from '../pages-view.tsx';
import { CreateUser } from './create-user.tsx';
import { type StaffRole, isStaffRole, staffRoles } from './roles.ts';
import { UserDialog } from './user-dialog.tsx';
import { UserTable } from './user-table.tsx';

/** The accounts of the tenant: found, made, changed, disabled. */
export function PeoplePage() {
  const { t } = useTranslation('admin');
  const api = useApi();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 250);
  const [role, setRole] = useState<StaffRole>();
  const [open, setOpen] = useState<UserId | 'new'>();
  const query = useInfiniteQuery({
    queryKey: ['users', role, search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      api.identity.listUsers({
        query: {
          limit: 50,
          ...(role && { role }),
          ...(search !== '' && { search }),
          ...(cursor && { cursor }),
        },
      }),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const users = query.data?.pages.flatMap((page) => page.users) ?? [];
  const close = () => setOpen(undefined);
  return (
    <div className={styles['page']}>
      <div className={styles['top']}>
        <PageTitle title={t('people.title')} />
        <Button leftSection={<IconPlus aria-hidden size={20} />} onClick={() => setOpen('new')}>
          {t('people.add')}
        </Button>
      </div>
      <div className={styles['filter']} role="search">
        <TextInput
          type="search"
          label={t('people.search')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('people.role')}
          value={role ?? ''}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            setRole(isStaffRole(chosen) ? chosen : undefined);
          }}
          data={[
            { value: '', label: t('people.everyRole') },
            ...staffRoles.map((one) => ({ value: one, label: t(`role.${one}`) })),
          ]}
        />
      </div>
      <PagesView
        query={query}
        isEmpty={users.length === 0}
        skeleton={<Skeletons count={6} height={56} />}
        empty={<EmptyState title={t('people.empty')}>{t('people.emptyText')}</EmptyState>}
      >
        <UserTable users={users} change={(user) => setOpen(user.userId)} />
      </PagesView>
      <CreateUser isOpen={open === 'new'} close={close} />
      <UserDialog user={users.find(({ userId }) => userId === open)} close={close} />
    </div>
  );
}
