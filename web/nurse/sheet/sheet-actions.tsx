import { Button, Text } from '@mantine/core';
import { IconArrowsExchange, IconMicrophone, IconUserCheck, IconVideo } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { isLive, isOver, isWaiting } from '../../care/board/board.ts';
import { InviteDialog } from '../../care/call/invite-dialog.tsx';
import { useAdmitState, useOpenVisit } from '../../care/call/use-visit-actions.ts';
import type { ThreadSession } from '../../chat/thread-session.ts';
import { announce } from '../../ui/frame/live-region.tsx';
import { Notice } from '../../ui/states/notice.tsx';
import { useProblemText } from '../../ui/states/problem-text.ts';
import { HandOverDialog } from './hand-over-dialog.tsx';
import { HandedOver } from './handed-over.tsx';
import styles from './sheet.module.css';

type Props = { visit: Visit; session: ThreadSession | undefined };

/** What a nurse does for the patient of a card: admit for the doctor, join, help with the devices, invite. */
export function SheetActions({ visit, session }: Props) {
  const { t } = useTranslation(['nurse', 'care']);
  const problemText = useProblemText();
  const openVisit = useOpenVisit('/nurse');
  const [isInviting, setIsInviting] = useState(false);
  const [isHandingOver, setIsHandingOver] = useState(false);
  const handOverButton = useRef<HTMLButtonElement>(null);
  const { admit, isPending, error } = useAdmitState(visit.id);
  const { name } = visit.patient;
  useSayAdmitted(visit);
  if (isOver(visit)) return null;
  return (
    <div className={styles['actions']}>
      {error ? (
        <Notice tone="urgent" title={t('care:failed.admit')} role="alert">
          {problemText(error)}
        </Notice>
      ) : null}
      {isWaiting(visit) ? (
        <>
          <HandedOver visit={visit} onUndone={() => handOverButton.current?.focus()} />
          <div className={styles['main']}>
            <Button
              loading={isPending}
              leftSection={<IconUserCheck aria-hidden size={22} />}
              onClick={admit}
              aria-describedby="admit-hint"
            >
              {t('care:admit')}
            </Button>
            <Text id="admit-hint" c="dimmed">
              {t('sheet.admitFor', { name, doctor: visit.doctor.name })}
            </Text>
          </div>
          <AskMicrophone session={session} />
          <Button
            ref={handOverButton}
            variant="default"
            leftSection={<IconArrowsExchange aria-hidden size={22} />}
            onClick={() => setIsHandingOver(true)}
          >
            {t('handOver.open')}
          </Button>
          <HandOverDialog visit={visit} isOpen={isHandingOver} close={() => setIsHandingOver(false)} />
        </>
      ) : null}
      {isWaiting(visit) || isLive(visit) ? (
        <Button
          variant="default"
          leftSection={<IconVideo aria-hidden size={22} />}
          onClick={() => openVisit(visit)}
        >
          {t('care:join')}
        </Button>
      ) : null}
      <Button variant="default" onClick={() => setIsInviting(true)}>
        {t('care:invite')}
      </Button>
      <InviteDialog visit={visit} isOpen={isInviting} close={() => setIsInviting(false)} />
    </div>
  );
}

/** Writes to the patient in the chat; the answer comes there too. */
function AskMicrophone({ session }: { session: ThreadSession | undefined }) {
  const { t } = useTranslation('nurse');
  const [isAsked, setIsAsked] = useState(false);
  const isOff = session === undefined || isAsked;
  const ask = () => {
    if (isOff) return;
    session.send(t('sheet.askText'));
    setIsAsked(true);
    announce(t('sheet.askedMicrophone'));
  };
  return (
    <Button
      variant="default"
      leftSection={<IconMicrophone aria-hidden size={22} />}
      // Not disabled, which would take the focus from whoever has just pressed it.
      data-disabled={isOff}
      aria-disabled={isOff}
      onClick={ask}
    >
      {t(isAsked ? 'sheet.askedMicrophone' : 'sheet.askMicrophone')}
    </Button>
  );
}

function useSayAdmitted(visit: Visit): void {
  const { t } = useTranslation('nurse');
  const [wasWaiting, setWasWaiting] = useState(isWaiting(visit));
  const isIn = isLive(visit);
  const said = t('sheet.admitted', { name: visit.patient.name });
  useEffect(() => {
    if (wasWaiting && isIn) announce(said);
    setWasWaiting(!isIn);
  }, [wasWaiting, isIn, said]);
}
