import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { isVisitId } from '../../api/ids.ts';
import { useMe } from '../../app/services.ts';
import { ChatPanel } from '../../chat/chat-panel.tsx';
import { type ThreadTarget, useThread } from '../../chat/use-thread.ts';
import { AppFrame } from '../../ui/frame/app-frame.tsx';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import styles from './home.module.css';

/** Writing to the team, or about one visit. */
export function MessagesPage() {
  const { t } = useTranslation('patient');
  const { visitId } = useParams();
  const me = useMe();
  const target = useMemo<ThreadTarget>(
    () => (isVisitId(visitId) ? { kind: 'visit', visitId } : { kind: 'team', patientId: me.userId }),
    [visitId, me.userId],
  );
  return (
    <AppFrame home="/patient">
      <div className={styles['messages']}>
        <Button
          component={Link}
          to={visitId === undefined ? '/patient' : `/patient/visits/${visitId}`}
          variant="subtle"
          leftSection={<IconArrowLeft aria-hidden size={20} />}
          className={styles['back'] ?? ''}
        >
          {t('back')}
        </Button>
        <PageTitle title={visitId === undefined ? t('messages.title') : t('messages.visitTitle')} />
        <p className={styles['hint']}>{t('messages.hint')}</p>
        <div className={styles['thread']}>
          <ChatPanel open={useThread(target)} emptyText={t('messages.empty')} />
        </div>
      </div>
    </AppFrame>
  );
}
