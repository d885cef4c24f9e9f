import { ActionIcon } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { UserAccount } from '#contracts/identity/person.ts';
import type { z } from 'zod';
import { useMe } from '../../app/services.ts';
import { Moment } from '../../ui/time/moment.tsx';
import { AdminTable } from '../admin-table.tsx';
import styles from '../admin.module.css';

export type Account = z.infer<typeof UserAccount>;
type Props = { users: readonly Account[]; change: (user: Account) => void };

/** The accounts as rows. */
export function UserTable({ users, change }: Props) {
  const { t } = useTranslation('admin');
  const me = useMe();
  const columns = ['name', 'email', 'role', 'lastSignedIn', 'status'] as const;
  return (
    <AdminTable caption={t('people.list')} headings={columns.map((column) => t(`people.${column}`))}>
      {users.map((user) => (
        <tr key={user.userId}>
          <td>
            <strong>{user.name}</strong>
            {user.userId === me.userId ? <span className={styles['quiet']}> ({t('people.you')})</span> : null}
            {user.specialty === undefined ? null : <div className={styles['quiet']}>{user.specialty}</div>}
          </td>
          <td data-label={t('people.email')}>{user.email}</td>
          <td data-label={t('people.role')}>{t(`role.${user.role}`)}</td>
          <td data-label={t('people.lastSignedIn')}>
            {user.lastSignedInAt === undefined ? t('people.never') : <Moment at={user.lastSignedInAt} />}
          </td>
          <td data-label={t('people.status')}>
            <span className={styles['state']}>
              <span className={user.status === 'disabled' ? styles['disabled'] : undefined}>
                {t(`people.${user.status}`)}
              </span>
              <ActionIcon aria-label={t('people.change', { name: user.name })} onClick={() => change(user)}>
                <IconPencil aria-hidden size={20} />
              </ActionIcon>
            </span>
          </td>
        </tr>
      ))}
    </AdminTable>
  );
}
