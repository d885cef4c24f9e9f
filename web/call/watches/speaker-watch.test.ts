import { describe, expect, it } from 'vitest';
import { ParticipantId } from '#contracts/call/call.ts';
import { SpeakerWatch } from './speaker-watch.ts';

const [ann, ben] = [1, 2].map((n) => ParticipantId.parse(`01890a5d-ac96-774b-bcce-b302099a806${n}`));

function setUp() {
  const levels = new Map<ParticipantId, { at: number; level: number }>();
  const told: (ParticipantId | undefined)[] = [];
  const track = {} as MediaStreamTrack;
  const watch = new SpeakerWatch({
    remote: {
      voices: () =>
        [...levels].map(([participantId, voice]) => ({
          participantId,
          receiver: {
            track,
            lastPacketAt: () => voice.at,
            hasBegun: async () => true,
            loudness: () => voice.level,
            close: () => undefined,
          },
        })),
    },
    onChange: (speaker) => told.push(speaker),
  });
  /** Half a second in which these send so loudly; whoever is not named sends nothing. */
  const pass = (sending: readonly (readonly [ParticipantId | undefined, number])[]) => {
    for (let look = 0; look < 5; look++) {
      for (const [who, level] of sending) {
        if (who === undefined) continue;
        levels.set(who, { at: (levels.get(who)?.at ?? 0) + 100, level });
      }
      watch.look();
    }
  };
  return { told, pass, levels };
}

describe('who speaks', () => {
  it('is the loudest, told once for as long as it stays so', () => {
    const { told, pass } = setUp();
    pass([
      [ann, 0.1],
      [ben, 0.02],
    ]);
    pass([
      [ann, 0.2],
      [ben, 0.02],
    ]);
    pass([
      [ann, 0.01],
      [ben, 0.3],
    ]);
    expect(told).toEqual([ann, ben]);
  });

  it('is nobody when all are quiet, or send nothing after they were loud', () => {
    const { told, pass } = setUp();
    pass([[ann, 0.0005]]);
    expect(told).toEqual([]);
    pass([[ann, 0.5]]);
    pass([]);
    expect(told).toEqual([ann, undefined]);
  });

  it('is nobody who is muted or gone', () => {
    const { told, pass, levels } = setUp();
    pass([[ann, 0.5]]);
    levels.clear();
    pass([]);
    expect(told).toEqual([ann, undefined]);
  });
});
