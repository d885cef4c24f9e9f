import { Button } from '@mantine/core';
import {
  IconEarOff,
  IconMicrophoneOff,
  IconPlugConnectedX,
  IconRefresh,
  IconScreenShare,
  IconVolumeOff,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './room.module.css';
import type { Sound } from './sound/use-sound.ts';
import { useMutedSpeaking } from './sound/use-muted-speaking.ts';
import type { VisitRoom } from './use-visit-room.ts';

/** What one must know during a call, one line each, over the picture and never in its way. */
export function RoomNews({ room, sound }: { room: VisitRoom; sound: Sound }) {
  const { t } = useTranslation('visit');
  const { state } = room.call;
  const microphone = state?.local.microphone;
  const isMuted = microphone?.state === 'muted';
  const isSpeakingMuted = useMutedSpeaking(room.deviceState.microphone.track, isMuted);
  const isReconnecting = state?.phase === 'reconnecting';
  const startDevices = () => void room.devices?.start();
  return (
    <div className={styles['news']} role="status">
      {isReconnecting ? (
        <Line icon={<IconRefresh className={styles['turning']} />}>{t('news.reconnecting')}</Line>
      ) : null}
      {sound.isRefused && !sound.isOffBecauseOfOtherEnd ? (
        <Line icon={<IconVolumeOff />} action={t('news.hear')} onAction={sound.turnOn}>
          {t('news.refused')}
        </Line>
      ) : null}
      {sound.isOffBecauseOfOtherEnd ? (
        <Line icon={<IconEarOff />} action={t('news.soundOn')} onAction={sound.turnOn}>
          {t('news.otherEnd')}
        </Line>
      ) : null}
      {state?.local.screen.state === 'live' ? (
        <Line icon={<IconScreenShare />}>{t('news.sharing')}</Line>
      ) : null}
      {isSpeakingMuted ? <Line icon={<IconMicrophoneOff />}>{t('news.mutedSpeaking')}</Line> : null}
      {state?.problems.map(({ source, code }) => (
        <Line
          key={source}
          icon={<IconPlugConnectedX />}
          {...(source === 'screen' ? {} : { action: t('news.again'), onAction: startDevices })}
        >
          {t(`news.${code}.${source}`)}
        </Line>
      ))}
    </div>
  );
}

type LineProps = { icon: ReactNode; children: ReactNode } & (
  | { action: string; onAction: () => void }
  | { action?: never; onAction?: never }
);

function Line({ icon, children, action, onAction }: LineProps) {
  return (
    <div className={styles['line']}>
      <span aria-hidden className={styles['lineIcon']}>
        {icon}
      </span>
      <span>{children}</span>
      {action === undefined ? null : (
        <Button size="md" variant="white" onClick={onAction}>
          {action}
        </Button>
      )}
    </div>
  );
}
