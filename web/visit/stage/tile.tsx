import { IconMicrophoneOff } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Initials } from '../../ui/person/initials.tsx';
import type { RemoteTile } from './arrange.ts';
import { QualityBars } from './quality-bars.tsx';
import styles from './stage.module.css';
import { useTileView } from './tile-views.ts';
import { Video } from '../../ui/video.tsx';

type Props = { tile: RemoteTile; isSpeaking: boolean; isSmall?: boolean };

/** Another person, or the screen they share: picture or initials, name, microphone and connection. */
export function Tile({ tile: { participant, source, video }, isSpeaking, isSmall = false }: Props) {
  const { t } = useTranslation('visit');
  const element = useRef<HTMLDivElement>(null);
  useTileView(element, participant.participantId, source);
  const { name, connection, sources, quality } = participant;
  const isAway = connection === 'away';
  const label = source === 'screen' ? t('stage.screenOf', { name }) : name;
  const isShown = video !== undefined && !isAway && (source === 'screen' || sources.camera === 'live');
  return (
    <div
      ref={element}
      className={styles['tile']}
      data-source={source}
      data-speaking={isSpeaking || undefined}
      data-small={isSmall || undefined}
    >
      {isShown ? (
        <Video track={video.track} label={label} className={styles['video']} />
      ) : (
        <div className={styles['noVideo']}>
          <Initials name={name} size={isSmall ? 48 : 112} />
          {isSmall ? null : <p>{isAway ? t('stage.away', { name }) : t('stage.cameraOff')}</p>}
        </div>
      )}
      <div className={styles['plate']}>
        <span className={styles['name']}>{label}</span>
        {sources.microphone === 'live' || source === 'screen' ? null : (
          <span className={styles['muted']}>
            <IconMicrophoneOff aria-hidden size={18} />
            <span className="visually-hidden">{t('stage.muted')}</span>
          </span>
        )}
        <QualityBars quality={quality} />
      </div>
    </div>
  );
}
