import { Button, SimpleGrid, Text, Title } from '@mantine/core';
import { IconActivityHeartbeat, IconClipboardHeart, IconStethoscope, IconUser } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { preloadArea } from '../app/areas.ts';
import { homeOf } from '../app/home-of.ts';
import { useServices } from '../app/services.ts';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { Notice } from '../ui/states/notice.tsx';
import { useProblemText } from '../ui/states/problem-text.ts';
import { QueryView } from '../ui/states/query-view.tsx';
import { useDemo } from './front-door.tsx';
import styles from './front.module.css';

type DemoRole = 'patient' | 'doctor' | 'nurse' | 'admin';

/** The demo clinic: be one of four people, in this tab only. */
export function DemoPage() {
  const { t } = useTranslation('front');
  return (
    <AppFrame home="/" width="wide">
      <div className={styles['demo']}>
        <PageTitle title={t('demo.title')} />
        <QueryView
          query={useDemo()}
          isEmpty={({ isOpen }) => !isOpen}
          empty={<EmptyState title={t('demo.closed')}>{t('demo.closedText')}</EmptyState>}
        >
          {() => <Cards />}
        </QueryView>
      </div>
    </AppFrame>
  );
}

function Cards() {
  const { t } = useTranslation('front');
  const { session } = useServices();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const enter = useMutation({
    mutationFn: (role: DemoRole) => {
      preloadArea(homeOf(role));
      return session.openDemo(role);
    },
    onSuccess: (_, role) => navigate(homeOf(role)),
  });
  const cards = [
    {
      role: 'patient',
      icon: IconUser,
      title: t('demo.patient'),
      text: t('demo.patientText'),
      go: t('demo.continuePatient'),
    },
    {
      role: 'doctor',
      icon: IconStethoscope,
      title: t('demo.doctor'),
      text: t('demo.doctorText'),
      go: t('demo.continueDoctor'),
    },
    {
      role: 'nurse',
      icon: IconClipboardHeart,
      title: t('demo.nurse'),
      text: t('demo.nurseText'),
      go: t('demo.continueNurse'),
    },
    {
      role: 'admin',
      icon: IconActivityHeartbeat,
      title: t('demo.admin'),
      text: t('demo.adminText'),
      go: t('demo.continueAdmin'),
    },
  ] as const;
  return (
    <>
      <Text size="lg" c="dimmed">
        {t('demo.lead')}
      </Text>
      {enter.isError ? (
        <Notice tone="urgent" title={t('demo.failed')} role="alert">
          {problemText(enter.error)}
        </Notice>
      ) : null}
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="md">
        {cards.map(({ role, icon: Icon, title, text, go }) => (
          <section key={role} className={styles['card']}>
            <Icon aria-hidden size={32} className={styles['icon']} />
            <Title order={2} size="h3">
              {title}
            </Title>
            <Text c="dimmed">{text}</Text>
            <Button
              fullWidth
              variant={role === 'patient' ? 'filled' : 'default'}
              loading={enter.isPending && enter.variables === role}
              disabled={enter.isPending && enter.variables !== role}
              onClick={() => enter.mutate(role)}
            >
              {go}
            </Button>
          </section>
        ))}
      </SimpleGrid>
      <Notice tone="expected" title={t('demo.twoWindows')} />
    </>
  );
}
