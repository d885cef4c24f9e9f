import { ActionIcon } from '@mantine/core';
import {
  IconCameraRotate,
  IconMessage,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconScreenShare,
  IconScreenShareOff,
  IconVideo,
  IconVideoOff,
  IconX,
} from '@tabler/icons-react';
import { type MouseEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/services.ts';
import { unreadOf } from '../../chat/thread.ts';
import type { VisitRoom } from '../use-visit-room.ts';
import { ControlButton } from './control-button.tsx';
import styles from './controls.module.css';
import { useIdle } from './use-idle.ts';
import { useScreenShare } from './use-screen-share.ts';

const hideAfterMs = 4_000;

/** A panel beside the stage that a role adds, with its button in the bar. */
export type RoomPanel = { id: string; label: string; icon: ReactNode; content: ReactNode };

type Props = {
  room: VisitRoom;
  panels: readonly RoomPanel[];
  openPanel: string | undefined;
  onPanel: (id: string | undefined) => void;
  /** What a role adds that must not be hit by accident, such as ending the visit; last before Leave. */
  menu: ReactNode;
  onLeave: () => void;
  /** Something is open that the bar must stay for. */
  isHeld: boolean;
};

/** The bar of a call. It goes away when nobody touches anything, and never from under a finger or the focus. */
export function ControlBar({ room, panels, openPanel, onPanel, menu, onLeave, isHeld }: Props) {
  const { t } = useTranslation('visit');
  const bar = useRef<HTMLDivElement>(null);
  const isHidden = useHidden(bar, isHeld);
  const { session, state } = room.call;
  const me = useMe();
  const unread = openPanel === 'chat' ? 0 : unreadOf(room.thread.thread, me.userId);
  const share = useScreenShare(session, state);
  const toggle = (id: string) => onPanel(openPanel === id ? undefined : id);
  // A tap where a hidden button is shows the bar and does nothing else.
  const isSwallowed = useRef(false);
  const onPointerDown = (event: PointerEvent) => {
    isSwallowed.current = isHidden && event.pointerType !== 'mouse';
  };
  const onClick = (event: MouseEvent) => {
    if (isSwallowed.current) event.stopPropagation();
    isSwallowed.current = false;
  };
  const failed = share?.isFailed ? <ShareFailed dismiss={share.dismiss} /> : null;
  return (
    <>
      {failed}
      <div
        ref={bar}
        className={styles['bar']}
        role="toolbar"
        aria-label={t('controls.title')}
        data-hidden={isHidden || undefined}
        onPointerDownCapture={onPointerDown}
        onClickCapture={onClick}
      >
        <SourceButtons room={room} />
        {share === undefined ? null : (
          <ControlButton
            label={share.isSharing ? t('controls.stopSharing') : t('controls.share')}
            icon={share.isSharing ? <IconScreenShareOff /> : <IconScreenShare />}
            tone={share.isSharing ? 'on' : 'plain'}
            isDisabled={state === undefined}
            onClick={share.toggle}
          />
        )}
        <ControlButton
          label={t('controls.chat')}
          icon={<IconMessage />}
          tone={openPanel === 'chat' ? 'on' : 'plain'}
          isExpanded={openPanel === 'chat'}
          badge={
            unread === 0
              ? undefined
              : { text: String(unread), meaning: t('controls.unread', { count: unread }) }
          }
          onClick={() => toggle('chat')}
        />
        {panels.map(({ id, label, icon }) => (
          <ControlButton
            key={id}
            label={label}
            icon={icon}
            tone={openPanel === id ? 'on' : 'plain'}
            isExpanded={openPanel === id}
            onClick={() => toggle(id)}
          />
        ))}
        {menu}
        <ControlButton label={t('controls.leave')} icon={<IconPhoneOff />} tone="danger" onClick={onLeave} />
      </div>
    </>
  );
}

/** Nothing is shown to anybody: why that may be, and what to do. */
function ShareFailed({ dismiss }: { dismiss: () => void }) {
  const { t } = useTranslation('visit');
  return (
    <div className={styles['failed']} role="alert">
      <IconScreenShareOff aria-hidden />
      <span>{t('controls.shareFailed')}</span>
      <ActionIcon color="gray" aria-label={t('closePanel')} onClick={dismiss}>
        <IconX aria-hidden />
      </ActionIcon>
    </div>
  );
}

function SourceButtons({ room: { call, devices, deviceState } }: { room: VisitRoom }) {
  const { t } = useTranslation('visit');
  const { session, state } = call;
  const microphone = state?.local.microphone.state ?? 'off';
  const camera = state?.local.camera.state ?? 'off';
  const mayHave = (kind: 'camera' | 'microphone') => deviceState[kind].track !== undefined;
  const isPhone = deviceState.cameras.length > 1 && matchMedia('(pointer: coarse)').matches;
  return (
    <>
      <ControlButton
        label={microphone === 'live' ? t('controls.mute') : t('controls.unmute')}
        icon={microphone === 'live' ? <IconMicrophone /> : <IconMicrophoneOff />}
        tone={microphone === 'live' ? 'plain' : 'off'}
        isDisabled={!mayHave('microphone')}
        onClick={() => session?.setMuted('microphone', microphone === 'live')}
      />
      <ControlButton
        label={camera === 'live' ? t('controls.cameraOff') : t('controls.cameraOn')}
        icon={camera === 'live' ? <IconVideo /> : <IconVideoOff />}
        tone={camera === 'live' ? 'plain' : 'off'}
        isDisabled={!mayHave('camera')}
        onClick={() => session?.setMuted('camera', camera === 'live')}
      />
      {isPhone ? (
        <ControlButton
          label={t('controls.switchCamera')}
          icon={<IconCameraRotate />}
          isDisabled={camera !== 'live'}
          onClick={() => void devices?.switchCamera()}
        />
      ) : null}
    </>
  );
}

function useHidden(bar: React.RefObject<HTMLDivElement | null>, isHeld: boolean): boolean {
  const isIdle = useIdle(hideAfterMs);
  const [isFocused, setIsFocused] = useState(false);
  useEffect(() => {
    const look = () => setIsFocused(bar.current?.querySelector(':focus-visible') !== null);
    document.addEventListener('focusin', look);
    document.addEventListener('focusout', look);
    return () => {
      document.removeEventListener('focusin', look);
      document.removeEventListener('focusout', look);
    };
  }, [bar]);
  return isIdle && !isHeld && !isFocused;
}
