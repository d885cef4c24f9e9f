import { Drawer, Title } from '@mantine/core';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { isOver } from '../../care/board/board.ts';
import care from '../../care/care.module.css';
import { useIsUppermost } from '../../care/open-layers.ts';
import { EarlierVisits } from '../../care/patient/earlier-visits.tsx';
import { VisitFacts } from '../../care/patient/visit-facts.tsx';
import { Waited } from '../../care/patient/waited.tsx';
import { ChatPanel } from '../../chat/chat-panel.tsx';
import { type ThreadTarget, useThread } from '../../chat/use-thread.ts';
import { useKeptFocus } from '../../ui/frame/use-kept-focus.ts';
import { StatusBadge } from '../../ui/status/status-badge.tsx';
import { statusOfVisit } from '../../ui/status/status-of-visit.ts';
import { SheetActions } from './sheet-actions.tsx';
import styles from './sheet.module.css';

type Props = { visit: Visit | undefined; close: () => void };

/** A card opened: what can be done for the patient now, the chat, and what was before. */
export function VisitSheet({ visit, close }: Props) {
  const { t } = useTranslation();
  const isUppermost = useIsUppermost(visit !== undefined);
  return (
    <Drawer.Root
      opened={visit !== undefined}
      onClose={close}
      closeOnEscape={isUppermost}
      // The card may stand elsewhere by then: the board sees to it.
      returnFocus={false}
      position="right"
      size="32rem"
    >
      <Drawer.Overlay />
      <Drawer.Content>
        <div className={care['dialogTop']}>
          <Drawer.Title className={care['dialogTitle'] ?? ''}>{visit?.patient.name}</Drawer.Title>
          <Drawer.CloseButton aria-label={t('close')} size={48} />
        </div>
        <Drawer.Body>{visit === undefined ? null : <Sheet key={visit.id} visit={visit} />}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Sheet({ visit }: { visit: Visit }) {
  const { t } = useTranslation(['nurse', 'care', 'chat']);
  const target = useMemo<ThreadTarget>(() => ({ kind: 'visit', visitId: visit.id }), [visit.id]);
  const thread = useThread(isOver(visit) ? undefined : target);
  const sheet = useRef<HTMLDivElement>(null);
  useKeptFocus(sheet, visit.status);
  return (
    <div className={styles['sheet']} ref={sheet}>
      <div className={styles['state']}>
        <StatusBadge status={statusOfVisit(visit.status)} />
        {visit.status === 'waiting' ? <Waited since={visit.waitingSince} /> : null}
      </div>
      <SheetActions visit={visit} session={thread.session} />
      <VisitFacts visit={visit} />
      {isOver(visit) ? null : (
        <section>
          <Title order={3} mb="xs">
            {t('chat:title')}
          </Title>
          <div className={styles['chat']}>
            <ChatPanel open={thread} emptyText={t('sheet.chatEmpty', { name: visit.patient.name })} />
          </div>
        </section>
      )}
      <section>
        <Title order={3} mb="xs">
          {t('care:earlier.title')}
        </Title>
        <EarlierVisits visit={visit} />
      </section>
    </div>
  );
}
