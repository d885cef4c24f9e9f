import { Button, Stack, Text, Title } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { QueuePlace, Visit } from '#contracts/visits/visit.ts';
import { ChatPanel } from '../../chat/chat-panel.tsx';
import { Preview } from '../../devices/preview.tsx';
import { AppFrame } from '../../ui/frame/app-frame.tsx';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { Initials } from '../../ui/person/initials.tsx';
import { Notice } from '../../ui/states/notice.tsx';
import type { VisitRoom } from '../../visit/use-visit-room.ts';
import { CallProblem } from './call-problem.tsx';
import { HandedOver } from './handed-over.tsx';
import { Place } from './place.tsx';
import { SentBack } from './sent-back.tsx';
import styles from './waiting.module.css';

type Props = { visit: Visit; queue: QueuePlace | undefined; room: VisitRoom; checkAgain: () => void };

/** Who will come, when, and the team to write to meanwhile. The call opens by itself. */
export function WaitingRoom({ visit, queue, room, checkAgain }: Props) {
  const { t } = useTranslation('patient');
  const { camera } = room.deviceState;
  const sentBack = visit.status === 'waiting' ? visit.sentBack : undefined;
  const isLost = room.call.state?.phase === 'reconnecting';
  return (
    <AppFrame home="/patient" width="wide">
      <div className={styles['room']}>
        <Stack gap="md" component="section">
          <PageTitle title={sentBack === undefined ? t('waiting.title') : t('waiting.backTitle')} />
          {sentBack === undefined ? null : <SentBack sentBack={sentBack} />}
          {visit.status === 'waiting' ? <HandedOver visit={visit} /> : null}
          <CallProblem call={room.call} />
          {isLost ? <Notice tone="waiting" title={t('waiting.lost')} role="status" /> : null}
          <div className={styles['who']}>
            <Initials name={visit.doctor.name} />
            <div>
              <Title order={2} size="h3">
                {visit.doctor.name}
              </Title>
              <Text c="dimmed">{visit.doctor.specialty ?? visit.visitTypeName}</Text>
            </div>
          </div>
          <Place queue={queue} />
          <Text>{t('waiting.opensItself')}</Text>
          <div className={styles['own']}>
            {camera.track === undefined ? null : (
              <div className={styles['picture']}>
                <Preview track={camera.track} label={t('check.you')} />
              </div>
            )}
            <Button variant="default" onClick={checkAgain}>
              {t('waiting.checkAgain')}
            </Button>
          </div>
          <p className={styles['kept']}>
            <IconShieldCheck aria-hidden size={22} />
            {queue === undefined ? t('waiting.keptAWhile') : t('waiting.kept', { count: queue.keptMinutes })}
          </p>
        </Stack>
        <section className={styles['chat']}>
          <Title order={2} size="h3" className={styles['chatTitle'] ?? ''}>
            {t('waiting.chat')}
          </Title>
          <div className={styles['thread']}>
            <ChatPanel open={room.thread} emptyText={t('waiting.chatEmpty')} />
          </div>
        </section>
      </div>
    </AppFrame>
  );
}
