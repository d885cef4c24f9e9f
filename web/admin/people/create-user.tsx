import { Button, Group, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../care/dialog.tsx';
import { announce } from '../../ui/frame/live-region.tsx';
import { Notice } from '../../ui/states/notice.tsx';
import styles from '../admin.module.css';
import { missingIn } from './new-user.ts';
import { isStaffRole, staffRoles } from './roles.ts';
import { type NewUser, useUserActions, useUserProblem } from './use-user-actions.ts';

const nobody: NewUser = { email: '', name: '', role: 'nurse', specialty: '', password: '' };

type Props = { isOpen: boolean; close: () => void };

/** Makes an account in the administrator's own clinics. */
export function CreateUser({ isOpen, close }: Props) {
  const { t } = useTranslation('admin');
  return (
    <Dialog title={t('people.add')} isOpen={isOpen} close={close} size="lg">
      <Form close={close} />
    </Dialog>
  );
}

function Form({ close }: { close: () => void }) {
  const { t } = useTranslation('admin');
  const userProblem = useUserProblem();
  const { create } = useUserActions();
  const [user, setUser] = useState(nobody);
  const [isTried, setIsTried] = useState(false);
  const missing = missingIn(user);
  const wrong = (field: 'name' | 'email' | 'password', text: string) =>
    isTried && missing.includes(field) ? text : undefined;
  const set = (part: Partial<NewUser>) => setUser({ ...user, ...part });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (missing.length > 0) return;
    create.mutate(user, {
      onSuccess: ({ name }) => {
        announce(t('user.created', { name }));
        close();
      },
    });
  };
  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      {create.isError ? (
        <Notice tone="urgent" title={t('user.createFailed')} role="alert">
          {userProblem(create.error)}
        </Notice>
      ) : null}
      <TextInput
        data-autofocus
        label={t('people.name')}
        maxLength={120}
        value={user.name}
        error={wrong('name', t('user.nameMissing'))}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        type="email"
        label={t('people.email')}
        autoComplete="off"
        maxLength={254}
        value={user.email}
        error={wrong('email', t('user.emailMissing'))}
        onChange={(event) => set({ email: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('people.role')}
        value={user.role}
        onChange={(event) => {
          const role = event.currentTarget.value;
          if (isStaffRole(role)) set({ role });
        }}
        data={staffRoles.map((one) => ({ value: one, label: t(`role.${one}`) }))}
      />
      {user.role === 'doctor' ? (
        <TextInput
          label={t('user.specialty')}
          maxLength={120}
          value={user.specialty}
          onChange={(event) => set({ specialty: event.currentTarget.value })}
        />
      ) : null}
      <PasswordInput
        label={t('user.password')}
        description={t('user.passwordHint')}
        autoComplete="new-password"
        maxLength={200}
        value={user.password}
        error={wrong('password', t('user.passwordShort'))}
        onChange={(event) => set({ password: event.currentTarget.value })}
        rightSectionWidth={56}
        visibilityToggleButtonProps={{
          'aria-label': t('user.showPassword'),
          tabIndex: 0,
          style: { width: 48, height: 48 },
        }}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          {t('user.cancel')}
        </Button>
        <Button type="submit" loading={create.isPending}>
          {t('user.create')}
        </Button>
      </Group>
    </form>
  );
}
