import type { DeviceVerdict } from '#contracts/visits/visit.ts';

export type VerdictLine =
  | 'ready'
  | 'unchecked'
  | 'cameraMissing'
  | 'cameraRefused'
  | 'microphoneMissing'
  | 'microphoneRefused';

const cameras = { ready: undefined, missing: 'cameraMissing', refused: 'cameraRefused' } as const;
const microphones = { ready: undefined, missing: 'microphoneMissing', refused: 'microphoneRefused' } as const;

/** What to say of a patient's devices: what is wrong, or that nothing is. */
export function verdictLines(devices: DeviceVerdict | undefined): VerdictLine[] {
  if (devices === undefined) return ['unchecked'];
  const wrong = [microphones[devices.microphone], cameras[devices.camera]].filter(
    (line) => line !== undefined,
  );
  return wrong.length === 0 ? ['ready'] : wrong;
}
