import { Button, Stack } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useDevices } from '../../devices/use-devices.ts';
import { AppFrame } from '../../ui/frame/app-frame.tsx';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { DeviceCheck } from './device-check.tsx';

/** The device check on its own, any time before a visit. */
export function DeviceTestPage() {
  const { t } = useTranslation('patient');
  const { devices, state } = useDevices();
  useEffect(() => {
    void devices?.start();
  }, [devices]);
  const isHeard = state.microphone.status === 'ready';
  const done = (
    <Button component={Link} to="/patient" size="xl" fullWidth variant={isHeard ? 'filled' : 'default'}>
      {t('check.done')}
    </Button>
  );
  return (
    <AppFrame home="/patient">
      <Stack gap="md">
        <PageTitle title={t('check.testTitle')} />
        <DeviceCheck devices={devices} state={state} wayOn={() => done} />
      </Stack>
    </AppFrame>
  );
}
