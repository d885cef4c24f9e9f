import {
  type DeviceState,
  type Devices,
  type Kind,
  listDevices,
  noDevices,
  statusOfError,
} from './device-state.ts';
import { type Chosen, readChosen, writeChosen } from './remembered-devices.ts';

type Deps = {
  /** `undefined` where the page is served without HTTPS: browsers then have none to give. */
  devices: Devices | undefined;
  storage: Storage;
  isBlocked: () => Promise<boolean>;
};

/** Holds the camera and the microphone from the device check to the end of the call, so that they are asked for once. */
export class LocalDevices {
  readonly #deps: Deps;
  readonly #listeners = new Set<() => void>();
  #state: DeviceState;
  #isClosed = false;
  #starting: Promise<void> | undefined;

  static create(deps: Deps): LocalDevices {
    const local = new LocalDevices(deps);
    deps.devices?.addEventListener('devicechange', local.#onDeviceChange);
    return local;
  }

  private constructor(deps: Deps) {
    this.#deps = deps;
    this.#state = { ...noDevices, chosen: readChosen(deps.storage) };
  }

  read = (): DeviceState => this.#state;
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Asks for both with one question; for one alone when the other is not to be had. Never rejects. */
  start(): Promise<void> {
    this.#starting ??= this.#ask().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** Takes another camera, microphone or speaker, and remembers it. */
  async choose(kind: Kind | 'speaker', id: string): Promise<void> {
    const chosen: Chosen = { ...this.#state.chosen, [kind]: id };
    writeChosen(this.#deps.storage, chosen);
    this.#change({ chosen });
    if (kind !== 'speaker') await this.#take(kind);
  }

  /** The next camera, as on a phone from front to back. */
  async switchCamera(): Promise<void> {
    const { cameras, camera } = this.#state;
    const now = cameras.findIndex(({ id }) => id === camera.track?.getSettings().deviceId);
    const next = cameras[(now + 1) % cameras.length];
    if (next !== undefined) await this.choose('camera', next.id);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#deps.devices?.removeEventListener('devicechange', this.#onDeviceChange);
    this.#state.camera.track?.stop();
    this.#state.microphone.track?.stop();
  }

  readonly #onDeviceChange = () => {
    this.#list().catch(() => undefined);
  };

  async #ask(): Promise<void> {
    const { devices } = this.#deps;
    if (devices === undefined) return this.#change({ ...none('missing') });
    this.#stop();
    this.#change(none('asking'));
    try {
      const stream = await devices.getUserMedia({
        audio: this.#wanted('microphone'),
        video: this.#wanted('camera'),
      });
      this.#keep('microphone', stream.getAudioTracks()[0]);
      this.#keep('camera', stream.getVideoTracks()[0]);
    } catch (error) {
      const isBlocked = statusOfError(error) === 'refused' && (await this.#deps.isBlocked());
      this.#change({ isBlocked });
      if (statusOfError(error) === 'refused') this.#change(none('refused'));
      // One of the two is missing or in use: the other may still be had.
      else await Promise.all([this.#take('microphone'), this.#take('camera')]);
    }
    await this.#list();
  }

  async #take(kind: Kind): Promise<void> {
    const { devices } = this.#deps;
    if (devices === undefined) return;
    // Phones open one camera at a time.
    this.#state[kind].track?.stop();
    try {
      const wanted = kind === 'camera' ? { video: this.#wanted(kind) } : { audio: this.#wanted(kind) };
      const stream = await devices.getUserMedia(wanted);
      this.#keep(kind, stream.getTracks()[0]);
    } catch (error) {
      this.#change({ [kind]: { status: statusOfError(error), track: undefined } });
    }
  }

  #keep(kind: Kind, track: MediaStreamTrack | undefined): void {
    if (this.#isClosed) return track?.stop();
    if (track === undefined) return this.#change({ [kind]: { status: 'missing', track } });
    track.addEventListener('ended', () => {
      // Unplugged, or taken by the system.
      if (this.#state[kind].track === track)
        this.#change({ [kind]: { status: 'missing', track: undefined } });
    });
    this.#change({ [kind]: { status: 'ready', track }, isBlocked: false });
  }

  #wanted(kind: Kind): MediaTrackConstraints {
    const id = this.#state.chosen[kind];
    // "Ideal": a camera that was left at home must not stop the visit.
    const device = id === undefined ? {} : { deviceId: { ideal: id } };
    if (kind === 'microphone') {
      return { ...device, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    }
    const facing = id === undefined ? { facingMode: { ideal: 'user' } } : {};
    return { ...device, ...facing, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
  }

  async #list(): Promise<void> {
    if (this.#deps.devices !== undefined) this.#change(await listDevices(this.#deps.devices));
  }

  #stop(): void {
    this.#state.camera.track?.stop();
    this.#state.microphone.track?.stop();
  }

  #change(part: Partial<DeviceState>): void {
    if (this.#isClosed) return;
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

function none(status: 'asking' | 'refused' | 'missing'): Pick<DeviceState, Kind> {
  return { camera: { status, track: undefined }, microphone: { status, track: undefined } };
}
