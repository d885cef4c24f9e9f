/** `off`: not asked for. `busy`: another program has it. */
export type DeviceStatus = 'off' | 'asking' | 'ready' | 'refused' | 'missing' | 'busy';

export type Kind = 'camera' | 'microphone';

export type Choice = { id: string; label: string };

/** This browser's camera, microphone and speaker as the person has them now. */
export type DeviceState = {
  camera: { status: DeviceStatus; track: MediaStreamTrack | undefined };
  microphone: { status: DeviceStatus; track: MediaStreamTrack | undefined };
  cameras: readonly Choice[];
  microphones: readonly Choice[];
  speakers: readonly Choice[];
  chosen: { camera?: string; microphone?: string; speaker?: string };
  /** The browser said no for good; asking again shows no question. */
  isBlocked: boolean;
};

export const noDevices: DeviceState = {
  camera: { status: 'off', track: undefined },
  microphone: { status: 'off', track: undefined },
  cameras: [],
  microphones: [],
  speakers: [],
  chosen: {},
  isBlocked: false,
};

/** What a failed question for a device means to the person. */
export function statusOfError(error: unknown): DeviceStatus {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'missing';
}

/** As the clinic hears of it. */
export function verdictOf(status: DeviceStatus): 'ready' | 'missing' | 'refused' {
  if (status === 'ready') return 'ready';
  return status === 'refused' ? 'refused' : 'missing';
}

/** Whether the check has come to an end, well or not. */
export const isSettled = ({ camera, microphone }: DeviceState): boolean =>
  [camera, microphone].every(({ status }) => status !== 'off' && status !== 'asking');

export type Devices = Pick<
  MediaDevices,
  'getUserMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'
>;

const named = (list: readonly MediaDeviceInfo[], kind: MediaDeviceKind): Choice[] =>
  list
    .filter((one) => one.kind === kind && one.deviceId !== '')
    .map((one) => ({ id: one.deviceId, label: one.label }));

/** The devices there are, by kind. Without permission browsers name none. */
export async function listDevices(devices: Devices) {
  const all = await devices.enumerateDevices();
  return {
    cameras: named(all, 'videoinput'),
    microphones: named(all, 'audioinput'),
    speakers: named(all, 'audiooutput'),
  };
}
