import { Button, Loader, Stack, Text, Title } from '@mantine/core';
import { IconVideo } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { Notice } from '../../ui/states/notice.tsx';
import { useProblemText } from '../../ui/states/problem-text.ts';
import type { VisitRoom } from '../../visit/use-visit-room.ts';
import { isWaiting } from '../board/board.ts';
import { useAdmitState } from './use-visit-actions.ts';
import { Waited } from '../patient/waited.tsx';

/** On the stage while nobody else is let in: whom one waits for, and how to let them in. */
export function AloneInCall({ visit, room }: { visit: Visit; room: VisitRoom }) {
  const { t } = useTranslation(['care', 'common']);
  const problemText = useProblemText();
  const { admit, isPending, error } = useAdmitState(visit.id);
  const { name } = visit.patient;
  if (room.call.state?.endedBecause === 'joined_elsewhere')
    return (
      <Stack align="center">
        <Title order={2}>{t('alone.elsewhere')}</Title>
        <Text>{t('alone.elsewhereText')}</Text>
        <Button onClick={room.call.restart}>{t('alone.goOnHere')}</Button>
      </Stack>
    );
  if (room.call.state?.phase === 'ended' || room.call.problem)
    return (
      <Stack align="center">
        <Text>{t('alone.lost')}</Text>
        <Button onClick={room.call.restart}>{t('common:tryAgain')}</Button>
      </Stack>
    );
  if (isPending || (!isWaiting(visit) && !isKnownAway(room)))
    return (
      <Stack align="center">
        <Loader color="gray.3" />
        <Text>{t('alone.admitting', { name })}</Text>
      </Stack>
    );
  if (!isWaiting(visit)) return <Text>{t('alone.coming', { name })}</Text>;
  return (
    <Stack align="center">
      <Title order={2}>{t('alone.waits', { name })}</Title>
      <Text>
        <Waited since={visit.waitingSince} />
      </Text>
      {error ? (
        <Notice tone="urgent" title={t('failed.admit')} role="alert">
          {problemText(error)}
        </Notice>
      ) : null}
      <Button leftSection={<IconVideo aria-hidden size={22} />} onClick={admit}>
        {t('admit')}
      </Button>
    </Stack>
  );
}

/** Whether the call says that the patient is not there. While one comes in oneself, or the news is under way, nobody knows. */
function isKnownAway({ call: { state } }: VisitRoom): boolean {
  return state?.self !== undefined && !state.others.some(({ side }) => side === 'patient');
}
