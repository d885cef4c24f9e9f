import { describe, expect, it } from 'vitest';
import type { SfuMedia, SfuSender } from './sfu/sfu-device.ts';
import { LocalSources } from './local-sources.ts';

const track = Object.assign(new EventTarget(), { enabled: true }) as unknown as MediaStreamTrack;
const sender: SfuSender = {
  setMuted: () => undefined,
  replaceTrack: async () => undefined,
  close: () => undefined,
};
const inSizes = (mid: string, sizes = 3) => ({
  mid,
  codecs: [{ mimeType: 'video/VP8' }],
  encodings: Array.from({ length: sizes }, (_, index) => ({ rid: `r${index}` })),
  rtcp: { cname: String(Math.random()) },
});

function setUp() {
  const asked: { name: string; producerId?: string; isMuted?: boolean }[] = [];
  let ids = 0;
  const local = new LocalSources({
    newId: () => `id-${++ids}`,
    onChange: () => undefined,
    onFailed: () => undefined,
    requests: {
      produce: async ({ producerId, isMuted }) => void asked.push({ name: 'produce', producerId, isMuted }),
      mute: async (_source, isMuted) => void asked.push({ name: 'mute', isMuted }),
      close: async () => void asked.push({ name: 'close' }),
    },
  });
  /** Connections that find these parameters when they negotiate the camera. */
  const connect = async (rtpParameters: object, resumed?: readonly 'camera'[]) => {
    const media = {
      async send({ producerId, source, isMuted }: Parameters<SfuMedia['send']>[0]) {
        const request = { producerId, source, isMuted, kind: 'video' as const };
        local.produce({ transportId: 'send', ...request, rtpParameters: { ...rtpParameters } });
        return sender;
      },
    } as unknown as SfuMedia;
    local.attach(media, resumed);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { local, asked, connect };
}

describe('a camera over new connections', () => {
  it('is not told of again when it is sent as it was', async () => {
    const { local, asked, connect } = setUp();
    local.open('camera', track);
    await connect(inSizes('1'));
    expect(asked).toHaveLength(1);
    const [resumed] = local.resume();
    expect(resumed).toMatchObject({ source: 'camera', rtpParameters: { mid: '0' } });
    await connect(inSizes('0'), ['camera']);
    expect(asked).toHaveLength(1);
    // And the next time.
    local.resume();
    await connect(inSizes('0'), ['camera']);
    expect(asked).toHaveLength(1);
  });

  it('is told of when it is sent otherwise, or the server did not take it', async () => {
    const { local, asked, connect } = setUp();
    local.open('camera', track);
    await connect(inSizes('0'));
    const [resumed] = local.resume();
    await connect(inSizes('0', 2), ['camera']);
    expect(asked).toHaveLength(2);
    expect(asked[1]?.producerId).not.toBe(resumed?.producerId);
    local.resume();
    await connect(inSizes('0', 2), []);
    expect(asked).toHaveLength(3);
  });

  it('is muted as it is by then', async () => {
    const { local, asked, connect } = setUp();
    local.open('camera', track);
    await connect(inSizes('0'));
    local.resume();
    local.open('camera', track, { isMuted: true });
    await connect(inSizes('0'), ['camera']);
    expect(asked.at(-1)).toEqual({ name: 'mute', isMuted: true });
  });

  it('is not told of in advance where its parameters are of one connection', async () => {
    const { local, connect } = setUp();
    expect(local.resume()).toEqual([]);
    local.open('camera', track);
    await connect({ mid: '0', encodings: [{ ssrc: 1 }] });
    expect(local.resume()).toEqual([]);
  });
});
