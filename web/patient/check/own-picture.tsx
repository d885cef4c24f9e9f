import { IconVideoOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeviceState } from '../../devices/device-state.ts';
import { Preview } from '../../devices/preview.tsx';
import styles from './check.module.css';

/** One's own picture, large; or the place where it would be. */
export function OwnPicture({ camera }: { camera: DeviceState['camera'] }) {
  const { t } = useTranslation('patient');
  return (
    <div className={styles['picture']}>
      {camera.track === undefined ? (
        <p className={styles['noPicture']}>
          {camera.status === 'asking' || camera.status === 'off' ? (
            t('check.asking')
          ) : (
            <>
              <IconVideoOff aria-hidden size={32} />
              {t('check.noPicture')}
            </>
          )}
        </p>
      ) : (
        <Preview track={camera.track} label={t('check.you')} />
      )}
    </div>
  );
}
