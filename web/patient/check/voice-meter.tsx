import { Text } from '@mantine/core';
import { IconMicrophone } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLevel } from '../../devices/use-level.ts';
import styles from './check.module.css';

/** How loud one is, live; in words once something was heard. */
export function VoiceMeter({ track }: { track: MediaStreamTrack | undefined }) {
  const { t } = useTranslation('patient');
  const meter = useRef<HTMLDivElement>(null);
  const isHeard = useLevel(track, meter);
  return (
    <div className={styles['voice']}>
      <IconMicrophone aria-hidden size={24} />
      <div className={styles['voiceWords']}>
        <Text>{isHeard ? t('check.heard') : t('check.speak')}</Text>
        <div ref={meter} className={styles['meter']} aria-hidden />
      </div>
    </div>
  );
}
