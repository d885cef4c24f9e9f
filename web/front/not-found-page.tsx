import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { homeOf } from '../app/home-of.ts';
import { useSession } from '../app/services.ts';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';

export function NotFoundPage() {
  const { t } = useTranslation('front');
  const session = useSession();
  const home = session.status === 'signed-in' ? homeOf(session.me.role) : '/';
  return (
    <AppFrame home={home}>
      <Stack gap="md" align="flex-start">
        <PageTitle title={t('notFound.title')} />
        <Text>{t('notFound.text')}</Text>
        <Button component={Link} to={home}>
          {t('notFound.action')}
        </Button>
      </Stack>
    </AppFrame>
  );
}
