import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { useDarkRoom } from '../app/color-scheme.tsx';
import { useFormat, useMe } from '../app/services.ts';
import { ChatPanel } from '../chat/chat-panel.tsx';
import { announce } from '../ui/frame/live-region.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';
import { useNow } from '../ui/time/use-now.ts';
import { ControlBar, type RoomPanel } from './controls/control-bar.tsx';
import { RoomNews } from './room-news.tsx';
import styles from './room.module.css';
import { useSound } from './sound/use-sound.ts';
import { Stage } from './stage/stage.tsx';
import type { VisitRoom } from './use-visit-room.ts';

type Props = {
  visit: Visit;
  room: VisitRoom;
  title: string;
  onLeave: () => void;
  /** Said on the stage while nobody else is there. */
  alone: ReactNode;
  /** Panels beside the chat, such as notes. */
  panels?: readonly RoomPanel[];
  /** What may end or change the visit, under one button. */
  menu?: ReactNode;
  isMenuOpen?: boolean;
  /** Small things beside the clock. */
  header?: ReactNode;
};

/** The call as every role sees it: pictures, controls, chat, and what a role adds. Dark in both modes. */
export function CallRoom({
  visit,
  room,
  title,
  onLeave,
  alone,
  panels = [],
  menu,
  isMenuOpen = false,
  header,
}: Props) {
  const { t } = useTranslation('visit');
  const [openPanel, setOpenPanel] = useState<string>();
  useDarkRoom();
  const { session, state } = room.call;
  const isOver = state?.phase === 'ended';
  const sound = useSound({ visitId: visit.id, state, speaker: room.deviceState.chosen.speaker });
  useMessageNews(room, openPanel === 'chat');
  const facing = room.deviceState.camera.track?.getSettings().facingMode;
  const chat = {
    id: 'chat',
    label: t('controls.chat'),
    content: <ChatPanel open={room.thread} emptyText={t('chatEmpty')} />,
  };
  const panel = [chat, ...panels].find(({ id }) => id === openPanel);
  return (
    <main id="content" className={styles['room']} data-panel={panel !== undefined || undefined}>
      <PageTitle title={title} isQuiet />
      <div className={styles['view']}>
        <div className={styles['top']}>
          <VisitClock visit={visit} />
          {header}
        </div>
        {isOver ? null : <RoomNews room={room} sound={sound} />}
        {session !== undefined && state !== undefined && !isOver ? (
          <Stage session={session} state={state} isMirrored={facing !== 'environment'} alone={alone} />
        ) : (
          <div className={styles['waiting']}>{alone}</div>
        )}
        <ControlBar
          room={room}
          panels={panels}
          openPanel={openPanel}
          onPanel={setOpenPanel}
          menu={menu}
          onLeave={onLeave}
          isHeld={isMenuOpen}
        />
      </div>
      {panel === undefined ? null : (
        <aside className={styles['panel']} aria-label={panel.label}>
          <div className={styles['panelTop']}>
            <h2>{panel.label}</h2>
            <ActionIcon color="gray" aria-label={t('closePanel')} onClick={() => setOpenPanel(undefined)}>
              <IconX aria-hidden />
            </ActionIcon>
          </div>
          <div className={styles['panelBody']}>{panel.content}</div>
        </aside>
      )}
    </main>
  );
}

/** Says that somebody wrote, to those who do not see the badge. */
function useMessageNews({ thread: { thread } }: VisitRoom, isRead: boolean): void {
  const { t } = useTranslation('visit');
  const me = useMe();
  const last = thread.messages.at(-1);
  const told = useRef(last?.seq);
  useEffect(() => {
    if (last === undefined) return;
    // What was there when the room opened is no news.
    const isNews = told.current !== undefined && last.seq > told.current && last.author.userId !== me.userId;
    told.current = last.seq;
    if (isNews && !isRead) announce(t('wrote', { name: last.author.name }));
  }, [last, isRead, me.userId, t]);
}

/** How long both have been in the call. */
function VisitClock({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visit');
  const format = useFormat();
  const now = useNow(1_000);
  if (visit.status !== 'running') return null;
  return (
    <span className={styles['clock']} role="timer" aria-label={t('clock')}>
      {format.clock(now - visit.startedAt)}
    </span>
  );
}
