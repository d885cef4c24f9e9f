import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { homeOf } from '../app/home-of.ts';
import { useMe } from '../app/services.ts';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';

export function NoPermissionPage() {
  const { t } = useTranslation('front');
  const home = homeOf(useMe().role);
  return (
    <AppFrame home={home}>
      <Stack gap="md" align="flex-start">
        <PageTitle title={t('noPermission.title')} />
        <Text>{t('noPermission.text')}</Text>
        <Button component={Link} to={home}>
          {t('noPermission.action')}
        </Button>
      </Stack>
    </AppFrame>
  );
}
