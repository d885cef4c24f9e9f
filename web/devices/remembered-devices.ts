import type { DeviceState } from './device-state.ts';

const chosenKey = 'bedside.devices';
const checkedKey = 'bedside.devices-checked';

export type Chosen = DeviceState['chosen'];

/** Which devices this browser's person chose, over visits. */
export function readChosen(storage: Storage): Chosen {
  try {
    const value: unknown = JSON.parse(storage.getItem(chosenKey) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return {
      ...('camera' in value && typeof value.camera === 'string' ? { camera: value.camera } : {}),
      ...('microphone' in value && typeof value.microphone === 'string'
        ? { microphone: value.microphone }
        : {}),
      ...('speaker' in value && typeof value.speaker === 'string' ? { speaker: value.speaker } : {}),
    };
  } catch {
    return {};
  }
}

export const writeChosen = (storage: Storage, chosen: Chosen): void =>
  storage.setItem(chosenKey, JSON.stringify(chosen));

/** Whether the check went well here before, so that it may be skipped. */
export const wasChecked = (storage: Storage): boolean => storage.getItem(checkedKey) === 'yes';
export const rememberChecked = (storage: Storage): void => storage.setItem(checkedKey, 'yes');
