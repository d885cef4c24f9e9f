import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { AppFrame } from '../../ui/frame/app-frame.tsx';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { ComingVisit } from '../home/coming-visit.tsx';

/** Somebody came before the doors open: when they do, and the check meanwhile. It goes on by itself. */
export function TooEarly({ visit }: { visit: Visit }) {
  const { t } = useTranslation('patient');
  return (
    <AppFrame home="/patient">
      <Stack gap="lg">
        <PageTitle title={t('visit.early')} />
        <ComingVisit visit={visit} isNext />
      </Stack>
    </AppFrame>
  );
}
