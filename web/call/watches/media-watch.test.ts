import { describe, expect, it } from 'vitest';
import { MediaWatch } from './media-watch.ts';

function setUp() {
  const clock = { at: 0 };
  const packets = { at: 1_000 };
  const told: string[] = [];
  let isFlowing = true;
  const track = {} as MediaStreamTrack;
  const receiver = {
    track,
    lastPacketAt: () => packets.at,
    loudness: () => 0,
    hasBegun: async () => true,
    close: () => undefined,
  };
  const watch = new MediaWatch({
    remote: { flowing: () => (isFlowing ? [receiver] : []) },
    now: () => clock.at,
    onSilence: () => told.push(`silence ${clock.at}`),
    onSound: () => told.push('sound'),
  });
  /** Looks every 100 ms; with packets, something comes each time. */
  const pass = (ms: number, { withPackets }: { withPackets: boolean }) => {
    for (let passed = 0; passed < ms; passed += 100) {
      clock.at += 100;
      if (withPackets) packets.at += 100;
      watch.look();
    }
  };
  return { told, pass, stopFlow: () => (isFlowing = false), packets };
}

describe('watching what arrives', () => {
  it('notices silence within 500 ms, asks less and less often, and hears when it is over', () => {
    const { told, pass } = setUp();
    pass(1_000, { withPackets: true });
    pass(4_200, { withPackets: false });
    expect(told).toEqual(['silence 1500', 'silence 2000', 'silence 3000', 'silence 5000']);
    pass(200, { withPackets: true });
    expect(told.at(-1)).toBe('sound');
  });

  it('expects nothing while all is paused, nor before the first packet', () => {
    const { told, pass, stopFlow, packets } = setUp();
    packets.at = 0;
    pass(2_000, { withPackets: false });
    packets.at = 5;
    pass(300, { withPackets: true });
    stopFlow();
    pass(2_000, { withPackets: false });
    expect(told).toEqual([]);
  });

  it('takes the pauses of silent speech for life', () => {
    const { told, pass } = setUp();
    for (let packet = 0; packet < 10; packet++) {
      pass(100, { withPackets: true });
      pass(300, { withPackets: false });
    }
    expect(told).toEqual([]);
  });
});
