import { useEffect, useMemo, useState } from 'react';
import type { VisitId } from '#contracts/ids.ts';
import { type OpenThread, type ThreadTarget, useThread } from '../chat/use-thread.ts';
import { type DeviceState, isSettled } from '../devices/device-state.ts';
import type { LocalDevices } from '../devices/local-devices.ts';
import { useDevices } from '../devices/use-devices.ts';
import { type Call, useCall } from './use-call.ts';
import { useScreenAwake } from './use-screen-awake.ts';

/** What a person in a visit holds: devices, the call and the thread. */
export type VisitRoom = {
  visitId: VisitId;
  devices: LocalDevices | undefined;
  deviceState: DeviceState;
  call: Call;
  thread: OpenThread;
};

type Options = { visitId: VisitId; isWanted: boolean };

/**
 * Opens the devices, and the call as soon as it is known which there are: connected before admitted. `isWanted` is false
 * where there is nothing to join any more.
 */
export function useVisitRoom({ visitId, isWanted }: Options): VisitRoom {
  const { devices, state } = useDevices();
  useEffect(() => {
    if (isWanted) void devices?.start();
  }, [devices, isWanted]);
  // Once in, one stays in while devices are asked for again.
  const [hasSettled, setHasSettled] = useState(false);
  if (!hasSettled && isSettled(state)) setHasSettled(true);
  const call = useCall({ visitId, devices: state, isWanted: isWanted && hasSettled });
  useScreenAwake(isWanted);
  const target = useMemo<ThreadTarget | undefined>(
    () => (isWanted ? { kind: 'visit', visitId } : undefined),
    [isWanted, visitId],
  );
  const thread = useThread(target);
  return { visitId, devices, deviceState: state, call, thread };
}
