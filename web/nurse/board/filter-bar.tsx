import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserId } from '#contracts/ids.ts';
import styles from './board.module.css';
import type { Filter } from './filter.ts';

type Props = {
  doctors: readonly { userId: UserId; name: string }[];
  filter: Filter;
  change: (filter: Filter) => void;
  /** The first field: the focus goes there when the button that cleared the filter has gone. */
  first: Ref<HTMLSelectElement>;
  clear: () => void;
};

/** Narrows the board; what is chosen stays over reloads. */
export function FilterBar({ doctors, filter, change, first, clear }: Props) {
  const { t } = useTranslation('nurse');
  return (
    <div className={styles['filter']} role="search" aria-label={t('filter.label')}>
      <NativeSelect
        ref={first}
        label={t('filter.doctor')}
        value={filter.doctorId ?? ''}
        onChange={(event) => {
          const chosen = doctors.find(({ userId }) => userId === event.currentTarget.value);
          change({ ...filter, doctorId: chosen?.userId });
        }}
        data={[
          { value: '', label: t('filter.everyDoctor') },
          ...doctors.map(({ userId, name }) => ({ value: userId, label: name })),
        ]}
      />
      <TextInput
        label={t('filter.search')}
        type="search"
        value={filter.search}
        onChange={(event) => change({ ...filter, search: event.currentTarget.value })}
      />
      {filter.doctorId === undefined && filter.search === '' ? null : (
        <Button variant="subtle" onClick={clear}>
          {t('filter.clear')}
        </Button>
      )}
    </div>
  );
}
