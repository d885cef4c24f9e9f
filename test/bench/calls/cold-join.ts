import { z } from 'zod';
import { whyNoNetwork } from '../../kit/network/why-no-network.ts';
import { tap } from '../browser/chromium.ts';
import type { Bench, Samples } from '../harness/bench.ts';
import { bareJoins } from './bare-join.ts';
import { type Joined, JOINS, bothFrames, samplesOf } from './joined.ts';
import { leave, Stage } from './stage.ts';

type Link = { roundTripMs: number };

/** From the second one's tap to a decoded frame of the other, on both sides; the first is in the call already. */
export function coldJoin({ roundTripMs }: Link): Bench {
  const slow = roundTripMs > 0;
  return {
    name: slow ? `cold-join-${roundTripMs}ms` : 'cold-join',
    summary: `Tap to the first decoded remote frame, no transport yet, ${slow ? `${roundTripMs} ms of round trip` : 'loopback'}.`,
    runs: 5,
    figures: { bothMs: 'ms', joinerMs: 'ms', otherMs: 'ms', turnarounds: 'turnarounds' },
    bare: () => bareJoins(roundTripMs),
    ours: () => ours({ roundTripMs }),
    obstacle: slow ? whyNoNetwork() : undefined,
  };
}

async function ours({ roundTripMs }: Link): Promise<Samples> {
  const stage = await Stage.create({ roundTripMs });
  try {
    await stage.order('admit');
    await joinOnce(stage);
    const joins: Joined[] = [];
    while (joins.length < JOINS) joins.push(await joinOnce(stage));
    return samplesOf(joins);
  } finally {
    await stage.close();
  }
}

async function joinOnce(stage: Stage): Promise<Joined> {
  const [doctor, patient] = [await stage.page('doctor'), await stage.page('patient')];
  await tap(doctor, 'Join');
  await doctor.waitForFunction(`callState().phase === 'in_call' && callState().isConnected`);
  const tapped = await tap(patient, 'Join');
  const times = await bothFrames({ joiner: patient, other: doctor }, tapped);
  const turnarounds = z.number().parse(await patient.evaluate('turnarounds'));
  await leave(patient, doctor);
  return { turnarounds, ...times };
}
