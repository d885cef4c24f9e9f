import { describe, expect, it } from 'vitest';
import { browserOf } from './browser-of.ts';
import type { Devices } from './device-state.ts';
import { LocalDevices } from './local-devices.ts';

class Track extends EventTarget {
  isStopped = false;
  readonly kind: string;
  readonly deviceId: string;
  constructor(kind: string, deviceId: string) {
    super();
    this.kind = kind;
    this.deviceId = deviceId;
  }
  getSettings = () => ({ deviceId: this.deviceId });
  stop = () => {
    this.isStopped = true;
  };
}

type World = { has: string[]; errors: Record<string, string> };

/** A browser with some devices; asking for a kind in `errors` fails with that name. */
function createWorld({ has, errors }: World) {
  const asked: MediaStreamConstraints[] = [];
  const tracks: Track[] = [];
  const kept = new Map<string, string>();
  const get = (kind: 'audio' | 'video', wanted: unknown) => {
    const error = errors[kind];
    if (error !== undefined) throw new DOMException('', error);
    const ideal = (wanted as { deviceId?: { ideal: string } }).deviceId?.ideal;
    const id = has.find((one) => one === ideal) ?? has.find((one) => one.startsWith(kind));
    if (id === undefined) throw new DOMException('', 'NotFoundError');
    const track = new Track(kind, id);
    tracks.push(track);
    return track;
  };
  const devices = {
    getUserMedia: async (wanted: MediaStreamConstraints) => {
      asked.push(wanted);
      const audio = wanted.audio ? [get('audio', wanted.audio)] : [];
      const video = wanted.video ? [get('video', wanted.video)] : [];
      return {
        getAudioTracks: () => audio,
        getVideoTracks: () => video,
        getTracks: () => [...audio, ...video],
      };
    },
    enumerateDevices: async () =>
      has.map((id) => ({ kind: `${id.split('-')[0]}input`, deviceId: id, label: id })),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  } as unknown as Devices;
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as unknown as Storage;
  const open = () => LocalDevices.create({ devices, storage, isBlocked: async () => true });
  return { open, asked, tracks };
}
const all = ['audio-1', 'video-1', 'video-2'];

describe('LocalDevices', () => {
  it('asks for both with one question', async () => {
    const { open, asked } = createWorld({ has: all, errors: {} });
    const local = open();
    await Promise.all([local.start(), local.start()]);
    expect(asked).toHaveLength(1);
    expect(local.read()).toMatchObject({ camera: { status: 'ready' }, microphone: { status: 'ready' } });
    expect(local.read().cameras.map(({ id }) => id)).toEqual(['video-1', 'video-2']);
  });

  it.each([
    [{ has: ['audio-1'], errors: {} }, 'missing', 'ready'],
    [{ has: all, errors: { video: 'NotReadableError' } }, 'busy', 'ready'],
    [{ has: [], errors: {} }, 'missing', 'missing'],
    [{ has: all, errors: { audio: 'NotAllowedError' } }, 'refused', 'refused'],
  ])('finds out what is there', async (world, camera, microphone) => {
    const local = createWorld(world).open();
    await local.start();
    const state = local.read();
    expect([state.camera.status, state.microphone.status]).toEqual([camera, microphone]);
    expect(state.isBlocked).toBe(camera === 'refused');
  });

  it('remembers what was chosen, and does without it when it is not there', async () => {
    const { open, tracks } = createWorld({ has: all, errors: {} });
    const first = open();
    await first.start();
    await first.choose('camera', 'video-2');
    first.close();
    expect(tracks.every(({ isStopped }) => isStopped)).toBe(true);
    const second = open();
    await second.start();
    expect(second.read().camera.track?.getSettings().deviceId).toBe('video-2');
  });

  it('goes from camera to camera', async () => {
    const local = createWorld({ has: all, errors: {} }).open();
    await local.start();
    await local.switchCamera();
    expect(local.read().camera.track?.getSettings().deviceId).toBe('video-2');
    await local.switchCamera();
    expect(local.read().camera.track?.getSettings().deviceId).toBe('video-1');
  });

  it('sees a camera that is pulled out', async () => {
    const { open, tracks } = createWorld({ has: all, errors: {} });
    const local = open();
    await local.start();
    tracks.find(({ kind }) => kind === 'video')?.dispatchEvent(new Event('ended'));
    expect(local.read().camera).toEqual({ status: 'missing', track: undefined });
  });
});

describe('browserOf', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36', 0, 'chrome'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0', 0, 'edge'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 0, 'firefox'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 0, 'safari'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 5, 'ios'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1', 5, 'ios'],
    ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36', 5, 'android'],
  ])('knows %s', (userAgent, touchPoints, browser) => {
    expect(browserOf(userAgent, touchPoints)).toBe(browser);
  });
});
