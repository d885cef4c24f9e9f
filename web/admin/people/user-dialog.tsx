import { Button, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../care/dialog.tsx';
import { announce } from '../../ui/frame/live-region.tsx';
import { Notice } from '../../ui/states/notice.tsx';
import styles from '../admin.module.css';
import { type StaffRole, isStaffRole, staffRoles } from './roles.ts';
import { UserAccess } from './user-access.tsx';
import type { Account } from './user-table.tsx';
import { useUserActions, useUserProblem } from './use-user-actions.ts';

type Props = { user: Account | undefined; close: () => void };

/** One account: its name and role, and what closes it. */
export function UserDialog({ user, close }: Props) {
  const { t } = useTranslation('admin');
  return (
    <Dialog
      title={user === undefined ? '' : t('people.change', { name: user.name })}
      isOpen={user !== undefined}
      close={close}
      size="lg"
    >
      {user === undefined ? null : (
        <div className={styles['form']}>
          <UserForm key={user.version} user={user} close={close} />
          <UserAccess user={user} />
        </div>
      )}
    </Dialog>
  );
}

function UserForm({ user, close }: { user: Account; close: () => void }) {
  const { t } = useTranslation('admin');
  const userProblem = useUserProblem();
  const { change } = useUserActions();
  const [name, setName] = useState(user.name);
  const [role, setRole] = useState<StaffRole | undefined>(isStaffRole(user.role) ? user.role : undefined);
  const isMissing = name.trim() === '';
  const save = () => {
    if (isMissing) return;
    const to = { name: name.trim(), ...(role !== undefined && role !== user.role && { role }) };
    change.mutate(
      { user, to },
      {
        onSuccess: () => {
          announce(t('user.saved'));
          close();
        },
      },
    );
  };
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {change.isError ? (
        <Notice tone="urgent" title={t('user.failed')} role="alert">
          {userProblem(change.error)}
        </Notice>
      ) : null}
      <TextInput
        data-autofocus
        label={t('people.name')}
        maxLength={120}
        value={name}
        error={isMissing ? t('user.nameMissing') : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Text c="dimmed">{user.email}</Text>
      {role === undefined ? null : (
        <NativeSelect
          label={t('people.role')}
          value={role}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            if (isStaffRole(chosen)) setRole(chosen);
          }}
          data={staffRoles.map((one) => ({ value: one, label: t(`role.${one}`) }))}
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          {t('user.cancel')}
        </Button>
        <Button type="submit" loading={change.isPending}>
          {t('user.save')}
        </Button>
      </Group>
    </form>
  );
}
