import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { announce } from '../../ui/frame/live-region.tsx';
import { Notice } from '../../ui/states/notice.tsx';
import styles from '../admin.module.css';
import type { Account } from './user-table.tsx';
import { useUserActions, useUserProblem } from './use-user-actions.ts';

/** Signing a person out everywhere, and closing the account or opening it again. */
export function UserAccess({ user }: { user: Account }) {
  const { t } = useTranslation('admin');
  const userProblem = useUserProblem();
  const { change, signOut } = useUserActions();
  const { name } = user;
  const isActive = user.status === 'active';
  const problem = change.error ?? signOut.error;
  return (
    <div className={styles['danger']}>
      {problem === null ? null : (
        <Notice tone="urgent" title={t('user.failed')} role="alert">
          {userProblem(problem)}
        </Notice>
      )}
      <div className={styles['dangerRow']}>
        <Text>
          {signOut.data === undefined
            ? t('user.signOutText', { name })
            : t('user.signedOut', { count: signOut.data.closedSessions })}
        </Text>
        <Button
          variant="default"
          loading={signOut.isPending}
          onClick={() =>
            signOut.mutate(user, {
              onSuccess: ({ closedSessions }) => announce(t('user.signedOut', { count: closedSessions })),
            })
          }
        >
          {t('user.signOut')}
        </Button>
      </div>
      <div className={styles['dangerRow']}>
        <Text>{t(isActive ? 'user.disableText' : 'user.enableText', { name })}</Text>
        <Button
          {...(isActive ? { color: 'red.8' } : { variant: 'default' })}
          loading={change.isPending}
          onClick={() =>
            change.mutate(
              { user, to: { status: isActive ? 'disabled' : 'active' } },
              { onSuccess: ({ status }) => announce(t(`people.${status}`)) },
            )
          }
        >
          {t(isActive ? 'user.disable' : 'user.enable')}
        </Button>
      </div>
    </div>
  );
}
