import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { UserId } from '#contracts/ids.ts';
import type { Person } from '#contracts/identity/person.ts';
import { isUserId } from '../../api/ids.ts';

type Props = {
  people: readonly Person[];
  search: string;
  onSearch: (search: string) => void;
  choose: (patientId: UserId | undefined) => void;
  error: string | undefined;
};

/** Finds a patient by name; the server does the searching. */
export function PatientPicker({ people, search, onSearch, choose, error }: Props) {
  const { t } = useTranslation('nurse');
  return (
    <Select
      label={t('book.patient')}
      placeholder={t('book.patientSearch')}
      size="lg"
      searchable
      data-autofocus
      openOnFocus={false}
      data={people.map(({ userId, name }) => ({ value: userId, label: name }))}
      // What the server found is shown as it is.
      filter={({ options }) => options}
      searchValue={search}
      onSearchChange={onSearch}
      onChange={(value) => {
        const patientId = value ?? undefined;
        choose(isUserId(patientId) ? patientId : undefined);
      }}
      nothingFoundMessage={t('book.nobody')}
      error={error}
      comboboxProps={{ withinPortal: false }}
    />
  );
}
