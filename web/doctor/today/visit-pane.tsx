import { Button, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconVideo } from '@tabler/icons-react';
import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Visit } from '#contracts/visits/visit.ts';
import { useFormat } from '../../app/services.ts';
import { isLive, isOver, isWaiting } from '../../care/board/board.ts';
import { useOpenVisit } from '../../care/call/use-visit-actions.ts';
import { EarlierVisits } from '../../care/patient/earlier-visits.tsx';
import { InviteDialog } from '../../care/call/invite-dialog.tsx';
import { VisitFacts } from '../../care/patient/visit-facts.tsx';
import { Waited } from '../../care/patient/waited.tsx';
import { ChatPanel } from '../../chat/chat-panel.tsx';
import { useThread } from '../../chat/use-thread.ts';
import { Initials } from '../../ui/person/initials.tsx';
import { StatusBadge } from '../../ui/status/status-badge.tsx';
import { statusOfVisit } from '../../ui/status/status-of-visit.ts';
import { Readiness } from './readiness.tsx';
import styles from './today.module.css';

type Props = {
  visit: Visit;
  heading: RefObject<HTMLHeadingElement | null>;
  admit: (visit: Visit) => void;
  back: () => void;
};

/** The chosen patient: who, why, what was before, the chat, and the one thing to do now. */
export function VisitPane({ visit, heading, admit, back }: Props) {
  const { t } = useTranslation(['doctor', 'care']);
  const { name } = visit.patient;
  return (
    <section className={styles['pane']} aria-label={t('pane.label', { name })}>
      <Button
        className={styles['back'] ?? ''}
        variant="subtle"
        leftSection={<IconArrowLeft aria-hidden size={20} />}
        onClick={back}
      >
        {t('today.backToList')}
      </Button>
      <div className={styles['head']}>
        <Initials name={name} />
        <div className={styles['headWords']}>
          <Title order={2} ref={heading} tabIndex={-1} className={styles['paneTitle'] ?? ''}>
            {name}
          </Title>
          <StatusBadge status={statusOfVisit(visit.status)} />{' '}
          {isWaiting(visit) ? <Waited since={visit.waitingSince} /> : null}
        </div>
        <Actions visit={visit} admit={admit} />
      </div>
      {isWaiting(visit) ? <Readiness visit={visit} /> : null}
      <VisitFacts visit={visit} />
      {isOver(visit) ? null : (
        <section>
          <Title order={3} mb="xs">
            {t('pane.chat')}
          </Title>
          <div className={styles['chat']}>
            <VisitChat visit={visit} />
          </div>
        </section>
      )}
      <section>
        <Title order={3} mb="xs">
          {t('care:earlier.title')}
        </Title>
        <EarlierVisits visit={visit} />
      </section>
    </section>
  );
}

function Actions({ visit, admit }: Pick<Props, 'visit' | 'admit'>) {
  const { t } = useTranslation(['care', 'doctor']);
  const format = useFormat();
  const openVisit = useOpenVisit('/doctor');
  const [isInviting, setIsInviting] = useState(false);
  const video = <IconVideo aria-hidden size={22} />;
  if (isOver(visit))
    return visit.status === 'ended' ? (
      <Button component={Link} to={`/doctor/visit/${visit.id}`} variant="default">
        {t('doctor:call.notes')}
      </Button>
    ) : null;
  return (
    <div className={styles['actions']}>
      {isWaiting(visit) ? (
        <Button leftSection={video} onClick={() => admit(visit)}>
          {t('admit')}
        </Button>
      ) : null}
      {isLive(visit) ? (
        <Button leftSection={video} onClick={() => openVisit(visit)}>
          {t('returnToVisit')}
        </Button>
      ) : null}
      {visit.status === 'booked' ? (
        <>
          <Text c="dimmed">
            {t('doctor:pane.opens', { name: visit.patient.name, time: format.time(visit.opensAt) })}
          </Text>
          <Button variant="default" onClick={() => setIsInviting(true)}>
            {t('invite')}
          </Button>
        </>
      ) : null}
      <InviteDialog visit={visit} isOpen={isInviting} close={() => setIsInviting(false)} />
    </div>
  );
}

function VisitChat({ visit }: { visit: Visit }) {
  const { t } = useTranslation('doctor');
  const open = useThread({ kind: 'visit', visitId: visit.id });
  return <ChatPanel open={open} emptyText={t('pane.chatEmpty', { name: visit.patient.name })} />;
}
