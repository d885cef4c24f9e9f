import { Button, Stack, Title } from '@mantine/core';
import { IconCalendarHeart, IconDeviceMobile, IconMessage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Visit } from '#contracts/visits/visit.ts';
import { useMe } from '../../app/services.ts';
import { AppFrame } from '../../ui/frame/app-frame.tsx';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { QueryView } from '../../ui/states/query-view.tsx';
import { ComingVisit } from './coming-visit.tsx';
import { EarlierVisit } from './earlier-visit.tsx';
import { isComing, useVisits } from './visits.ts';

/** The patient's start: the coming visit with one button, then what was before. */
export function HomePage() {
  const { t } = useTranslation('patient');
  return (
    <AppFrame home="/patient">
      <Stack gap="lg">
        <PageTitle title={t('home.title')} />
        <QueryView query={useVisits()}>{({ visits }) => <Visits visits={visits} />}</QueryView>
      </Stack>
    </AppFrame>
  );
}

function Visits({ visits }: { visits: readonly Visit[] }) {
  const { t } = useTranslation('patient');
  const coming = visits.filter(isComing).toReversed();
  const earlier = visits.filter((visit) => !isComing(visit));
  const [next, ...later] = coming;
  return (
    <>
      {next === undefined ? (
        <EmptyState title={t('home.none')} icon={<IconCalendarHeart aria-hidden size={40} />}>
          {t('home.noneText')}
        </EmptyState>
      ) : (
        <ComingVisit visit={next} isNext />
      )}
      <Actions />
      {later.length === 0 ? null : (
        <Section title={t('home.later')}>
          {later.map((visit) => (
            <ComingVisit key={visit.id} visit={visit} isNext={false} />
          ))}
        </Section>
      )}
      {earlier.length === 0 ? null : (
        <Section title={t('home.earlier')}>
          {earlier.map((visit) => (
            <EarlierVisit key={visit.id} visit={visit} />
          ))}
        </Section>
      )}
    </>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Stack component="section" gap="sm">
      <Title order={2}>{title}</Title>
      {children}
    </Stack>
  );
}

function Actions() {
  const { t } = useTranslation('patient');
  const { role } = useMe();
  return (
    <Stack gap="xs">
      <Button
        component={Link}
        to="/patient/test"
        variant="default"
        justify="flex-start"
        leftSection={<IconDeviceMobile aria-hidden size={22} />}
      >
        {t('home.test')}
      </Button>
      {role === 'guest' ? null : (
        <Button
          component={Link}
          to="/patient/messages"
          variant="default"
          justify="flex-start"
          leftSection={<IconMessage aria-hidden size={22} />}
        >
          {t('home.write')}
        </Button>
      )}
    </Stack>
  );
}
