import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Visit } from '#contracts/visits/visit.ts';
import { AppFrame } from '../../ui/frame/app-frame.tsx';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { Skeletons } from '../../ui/states/skeletons.tsx';
import type { Call } from '../../visit/use-call.ts';

/** The call ended here while the visit may go on: why, and the way back in. */
export function CallEnded({ visit, call }: { visit: Visit; call: Call }) {
  const { t } = useTranslation('patient');
  const because = call.state?.endedBecause;
  // The visit's own news is under way and shows what comes after.
  if (because === 'visit_ended') {
    return (
      <AppFrame home="/patient">
        <PageTitle title={t('after.title')} />
        <Skeletons />
      </AppFrame>
    );
  }
  const isElsewhere = because === 'joined_elsewhere';
  return (
    <AppFrame home="/patient">
      <Stack gap="md" align="flex-start">
        <PageTitle title={isElsewhere ? t('ended.elsewhere') : t('ended.title')} />
        <Text>{isElsewhere ? t('ended.elsewhereText') : t('ended.text', { name: visit.doctor.name })}</Text>
        <Button onClick={call.restart}>{t('home.return')}</Button>
        <Button component={Link} to="/patient" variant="subtle">
          {t('ended.home')}
        </Button>
      </Stack>
    </AppFrame>
  );
}
