import { Button, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconBuildingHospital, IconHeartHandshake, IconStethoscope } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { homeOf } from '../app/home-of.ts';
import { useApi, useSession } from '../app/services.ts';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';
import styles from './front.module.css';

const icons = { patients: IconHeartHandshake, clinicians: IconStethoscope, clinics: IconBuildingHospital };

/** The front door: who Bedside is for, and the ways in. */
export function FrontDoor() {
  const { t } = useTranslation('front');
  const { t: common } = useTranslation();
  const session = useSession();
  const demo = useDemo();
  const isIn = session.status === 'signed-in';
  const readers = [
    { icon: icons.patients, title: t('door.forPatients'), text: t('door.forPatientsText') },
    { icon: icons.clinicians, title: t('door.forClinicians'), text: t('door.forCliniciansText') },
    { icon: icons.clinics, title: t('door.forClinics'), text: t('door.forClinicsText') },
  ];
  return (
    <AppFrame home="/" width="wide">
      <div className={styles['door']}>
        <Stack gap="lg" className={styles['lead']}>
          <PageTitle title={common('brand')}>{t('door.title')}</PageTitle>
          <Text size="xl" c="dimmed">
            {t('door.lead')}
          </Text>
          <Group gap="sm">
            {isIn ? (
              <Button component={Link} to={homeOf(session.me.role)}>
                {t('door.goOn')}
              </Button>
            ) : (
              <Button component={Link} to="/sign-in">
                {t('door.signIn')}
              </Button>
            )}
            {demo.data?.isOpen ? (
              <Button component={Link} to="/demo" variant="default">
                {t('door.tryIt')}
              </Button>
            ) : null}
          </Group>
          {demo.data?.isOpen ? <Text c="dimmed">{t('door.tryHint')}</Text> : null}
        </Stack>
        <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md">
          {readers.map(({ icon: Icon, title, text }) => (
            <section key={title} className={styles['card']}>
              <Icon aria-hidden size={32} className={styles['icon']} />
              <Title order={2} size="h3">
                {title}
              </Title>
              <Text c="dimmed">{text}</Text>
            </section>
          ))}
        </SimpleGrid>
      </div>
    </AppFrame>
  );
}

/** Whether the demo door is open. */
export function useDemo() {
  const api = useApi();
  return useQuery({
    queryKey: ['demo'],
    queryFn: ({ signal }) => api.identity.readDemo({}, { signal }),
    staleTime: Infinity,
  });
}
