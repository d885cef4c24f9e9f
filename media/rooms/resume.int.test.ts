import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newUuid } from '#platform/clock.ts';
import { until } from '../../test/kit/until.ts';
import { type CallWorld, openCallWorld, rtpParametersOf } from '../testing/call-world.ts';

const camera = (changes: object = {}) => ({
  producerId: newUuid(),
  source: 'camera' as const,
  kind: 'video' as const,
  isMuted: false,
  rtpParameters: rtpParametersOf('video'),
  ...changes,
});

describe('joining again after a move', () => {
  let world: CallWorld;
  beforeEach(async () => {
    world = await openCallWorld();
  });
  afterEach(() => world.stop());

  it('answers each with what the other sends again, however late one is, and tells it only once', async () => {
    const [doctor, patient] = [world.person('care'), world.person('patient')];
    const [first, second] = await Promise.all([
      doctor.join({ resumes: { sources: [camera()], others: 1 } }),
      patient.join({ resumes: { sources: [camera()], others: 1 } }),
    ]);
    for (const answer of [first, second])
      expect(answer).toMatchObject({
        resumed: ['camera'],
        consumers: [{ source: 'camera', isPaused: false }],
      });
    expect(world.told('consumer:opened')).toEqual([]);
  });

  it('waits only a moment for somebody who does not come, and tells of them when they do', async () => {
    const [doctor, patient] = [world.person('care'), world.person('patient')];
    const alone = await doctor.join({ resumes: { sources: [camera()], others: 1 } });
    expect(alone).toMatchObject({ resumed: ['camera'], consumers: [] });
    // With a data channel, so that it connects all the same.
    expect(alone.transports?.receive).toHaveProperty('sctpParameters');
    const late = await patient.join({ resumes: { sources: [camera()], others: 1 } });
    expect(late.consumers).toHaveLength(1);
    expect(doctor.heard('consumer:opened')).toHaveLength(1);
  });

  it('takes up nothing that the ticket does not allow or mediasoup cannot use, and one of the same once', async () => {
    const doctor = world.person('care', { mayPublish: ['microphone'] });
    expect(await doctor.join({ resumes: { sources: [camera()], others: 0 } })).toMatchObject({ resumed: [] });
    const patient = world.person('patient');
    const bad = camera({ rtpParameters: { codecs: 'none' } });
    const joined = await patient.join({ resumes: { sources: [bad], others: 0 } });
    expect(joined).toMatchObject({ resumed: [] });
    await patient.produce(joined, 'camera');
    expect(doctor.heard('consumer:opened')).toHaveLength(1);
  });

  it('finds a room that was taken over made already', async () => {
    await world.take();
    const [moved] = world.told('call:moved');
    await until(async () => (await world.sessions()).sessions.length === 1);
    const { snapshot } = await world.person('care').join();
    expect(snapshot.epoch).toBe(moved?.data['epoch']);
    expect(world.facts.asked).toBe(1);
  });
});
