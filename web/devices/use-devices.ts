import { useEffect, useState, useSyncExternalStore } from 'react';
import { type DeviceState, noDevices } from './device-state.ts';
import { LocalDevices } from './local-devices.ts';

/** Camera and microphone for as long as the component is there; given back when it goes. */
export function useDevices(): { devices: LocalDevices | undefined; state: DeviceState } {
  const [devices, setDevices] = useState<LocalDevices>();
  useEffect(() => {
    const local = LocalDevices.create({
      devices: navigator.mediaDevices,
      storage: localStorage,
      isBlocked: isBlockedForGood,
    });
    setDevices(local);
    return () => {
      setDevices(undefined);
      local.close();
    };
  }, []);
  const state = useSyncExternalStore(devices?.subscribe ?? nothing, devices?.read ?? none);
  return { devices, state };
}

const nothing = () => () => undefined;
const none = () => noDevices;

async function isBlockedForGood(): Promise<boolean> {
  try {
    const status = await navigator.permissions.query({ name: 'camera' });
    return status.state === 'denied';
  } catch {
    // Some browsers do not say; the steps for it are shown, which never hurts.
    return true;
  }
}
