import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DeviceState } from '../../devices/device-state.ts';
import type { LocalDevices } from '../../devices/local-devices.ts';
import { CheckVerdict } from './check-verdict.tsx';
import { DevicePickers } from './device-pickers.tsx';
import { OwnPicture } from './own-picture.tsx';
import { PermissionHelp } from './permission-help.tsx';
import { PlaySound } from './play-sound.tsx';
import { VoiceMeter } from './voice-meter.tsx';

type Props = {
  devices: LocalDevices | undefined;
  state: DeviceState;
  /** The way on, shown with the verdict. */
  wayOn: (isSoundOnly: boolean) => ReactNode;
};

/** Own picture, voice and speaker, and one verdict. It starts by itself. */
export function DeviceCheck({ devices, state, wayOn }: Props) {
  const isRefused = state.camera.status === 'refused' || state.microphone.status === 'refused';
  return (
    <Stack gap="md">
      {isRefused ? (
        <PermissionHelp isBlocked={state.isBlocked} again={() => void devices?.start()} />
      ) : (
        <OwnPicture camera={state.camera} />
      )}
      <CheckVerdict state={state} again={() => void devices?.start()} />
      {wayOn(state.microphone.status === 'ready' && state.camera.status !== 'ready')}
      {state.microphone.status === 'ready' ? <VoiceMeter track={state.microphone.track} /> : null}
      <PlaySound speaker={state.chosen.speaker} />
      <DevicePickers state={state} choose={(kind, id) => void devices?.choose(kind, id)} />
    </Stack>
  );
}
