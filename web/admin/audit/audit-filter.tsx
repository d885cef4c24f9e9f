import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../admin.module.css';
import { type AuditSearch, noSearch, searchable, wordOfAction } from './audit-search.ts';
import type { People } from './use-people.ts';

type Props = { people: People; search: AuditSearch; change: (search: AuditSearch) => void };

/** By person, patient, action and time. */
export function AuditFilter({ people, search, change }: Props) {
  const { t } = useTranslation('admin');
  const find = (id: string) => people.all.find(({ userId }) => userId === id)?.userId;
  const options = (users: People['all'], nobody: string) => [
    { value: '', label: nobody },
    ...users.map(({ userId, name }) => ({ value: userId, label: name })),
  ];
  const first = useRef<HTMLSelectElement>(null);
  const isSearching = JSON.stringify(search) !== JSON.stringify(noSearch);
  return (
    <div className={styles['filter']} role="search">
      <NativeSelect
        ref={first}
        label={t('audit.who')}
        value={search.actorId ?? ''}
        onChange={(event) => change({ ...search, actorId: find(event.currentTarget.value) })}
        data={options(people.all, t('audit.anybody'))}
      />
      <NativeSelect
        label={t('audit.patient')}
        value={search.patientId ?? ''}
        onChange={(event) => change({ ...search, patientId: find(event.currentTarget.value) })}
        data={options(
          people.all.filter(({ role }) => role === 'patient'),
          t('audit.anyPatient'),
        )}
      />
      <NativeSelect
        label={t('audit.what')}
        value={search.action}
        onChange={(event) => change({ ...search, action: event.currentTarget.value })}
        data={[
          { value: '', label: t('audit.everything') },
          ...searchable.map((action) => {
            const word = wordOfAction(action);
            return { value: action, label: word === undefined ? action : t(`audit.actions.${word}`) };
          }),
        ]}
      />
      <TextInput
        type="date"
        label={t('audit.from')}
        value={search.fromDay}
        onChange={(event) => change({ ...search, fromDay: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t('audit.to')}
        value={search.toDay}
        onChange={(event) => change({ ...search, toDay: event.currentTarget.value })}
      />
      {isSearching ? (
        <Button
          variant="subtle"
          onClick={() => {
            change(noSearch);
            // The button goes.
            first.current?.focus();
          }}
        >
          {t('audit.clear')}
        </Button>
      ) : null}
    </div>
  );
}
