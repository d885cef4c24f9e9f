import { Button, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { isSettled } from '../../devices/device-state.ts';
import { AppFrame } from '../../ui/frame/app-frame.tsx';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import type { VisitRoom } from '../../visit/use-visit-room.ts';
import { DeviceCheck } from './device-check.tsx';

type Props = { visit: Visit; room: VisitRoom; goOn: () => void };

/** The check before a visit; next time it is skipped. One is in the queue meanwhile. */
export function VisitCheck({ visit, room, goOn }: Props) {
  const { t } = useTranslation('patient');
  const { devices, deviceState } = room;
  const wayOn = (isSoundOnly: boolean) => {
    const isReady = deviceState.camera.status === 'ready' && deviceState.microphone.status === 'ready';
    const label = isSoundOnly ? t('check.soundOnly') : isReady ? t('check.goOn') : t('check.goOnWithout');
    const hasMicrophone = deviceState.microphone.status === 'ready';
    return (
      <Button
        size="xl"
        fullWidth
        variant={hasMicrophone ? 'filled' : 'default'}
        disabled={!isSettled(deviceState)}
        onClick={goOn}
      >
        {label}
      </Button>
    );
  };
  return (
    <AppFrame home="/patient">
      <Stack gap="md">
        <PageTitle title={t('check.title', { name: visit.doctor.name })} />
        <DeviceCheck devices={devices} state={deviceState} wayOn={wayOn} />
      </Stack>
    </AppFrame>
  );
}
