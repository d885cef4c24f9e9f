import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/states/notice.tsx';
import styles from './note.module.css';

type Props = { mine: string; theirs: string; choose: (whose: 'kept-mine' | 'took-theirs') => void };

/** Two windows wrote the same note: both texts, and which one is to stay. */
export function NoteConflict({ mine, theirs, choose }: Props) {
  const { t } = useTranslation('doctor');
  return (
    <Notice tone="waiting" title={t('note.conflict')} role="alert">
      <Text>{t('note.conflictText')}</Text>
      <div className={styles['texts']}>
        <Text fw={600}>{t('note.theirs')}</Text>
        <blockquote className={styles['text']}>{theirs}</blockquote>
        <Text fw={600}>{t('note.mine')}</Text>
        <blockquote className={styles['text']}>{mine}</blockquote>
      </div>
      <Group>
        <Button onClick={() => choose('kept-mine')}>{t('note.keepMine')}</Button>
        <Button variant="default" onClick={() => choose('took-theirs')}>
          {t('note.takeTheirs')}
        </Button>
      </Group>
    </Notice>
  );
}
