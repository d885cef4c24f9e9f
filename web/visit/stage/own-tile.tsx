import { IconMicrophoneOff, IconVideoOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallState } from '../../call/call-state.ts';
import { QualityBars } from './quality-bars.tsx';
import styles from './stage.module.css';
import { Video } from '../../ui/video.tsx';

type Props = { state: CallState; isMirrored: boolean };

/** Oneself, as small or large as where it stands. */
export function OwnTile({ state, isMirrored }: Props) {
  const { t } = useTranslation('visit');
  const { camera, microphone } = state.local;
  return (
    <div className={styles['own']}>
      {camera.state === 'live' && camera.track !== undefined ? (
        <Video
          track={camera.track}
          label={t('stage.you')}
          className={styles['video']}
          isMirrored={isMirrored}
        />
      ) : (
        <div className={styles['noVideo']}>
          <IconVideoOff aria-hidden size={28} />
          <span className="visually-hidden">{t('stage.ownCameraOff')}</span>
        </div>
      )}
      <div className={styles['plate']}>
        <span className={styles['name']}>{t('stage.you')}</span>
        {microphone.state === 'live' ? null : (
          <span className={styles['muted']}>
            <IconMicrophoneOff aria-hidden size={18} />
            <span className="visually-hidden">{t('stage.muted')}</span>
          </span>
        )}
        <QualityBars quality={state.self?.quality} />
      </div>
    </div>
  );
}
