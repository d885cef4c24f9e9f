import { Button, Stack, Text } from '@mantine/core';
import { IconMessage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Visit } from '#contracts/visits/visit.ts';
import { useFormat, useMe } from '../../app/services.ts';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { useNow } from '../../ui/time/use-now.ts';
import { NoteCard } from './note-card.tsx';
import { RateCall } from './rate-call.tsx';
import { ReceiptCard } from './receipt-card.tsx';

/** What comes after: how long it was, the note, the receipt, one question, and the team to write to. */
export function AfterVisit({ visit }: { visit: Visit }) {
  const { t } = useTranslation('patient');
  const format = useFormat();
  const now = useNow(60_000);
  const me = useMe();
  const { doctor, startsAt } = visit;
  return (
    <Stack gap="lg">
      <div>
        <PageTitle title={titleOf(t, visit)} />
        <Text c="dimmed">
          {t('after.with', { name: doctor.name, when: format.dayAndTime(startsAt, now) })}
        </Text>
      </div>
      {visit.status === 'ended' ? (
        <>
          <Text size="lg">
            {visit.billableSeconds === 0
              ? t('after.notTogether')
              : t('after.length', { length: format.duration(visit.billableSeconds) })}
          </Text>
          <RateCall visit={visit} />
          <NoteCard visit={visit} />
          <ReceiptCard visitId={visit.id} />
        </>
      ) : (
        <Text>{visit.status === 'cancelled' ? t('after.cancelledText') : t('after.missedText')}</Text>
      )}
      <Stack gap="xs">
        <Button
          component={Link}
          to={me.role === 'guest' ? `/patient/visits/${visit.id}/messages` : '/patient/messages'}
          variant="default"
          leftSection={<IconMessage aria-hidden size={22} />}
        >
          {t('home.write')}
        </Button>
        <Button component={Link} to="/patient" variant="subtle">
          {t('after.home')}
        </Button>
      </Stack>
    </Stack>
  );
}

type Say = ReturnType<typeof useTranslation<'patient'>>['t'];

function titleOf(t: Say, { status }: Visit): string {
  if (status === 'cancelled') return t('after.cancelled');
  return status === 'no_show' ? t('after.missed') : t('after.title');
}
