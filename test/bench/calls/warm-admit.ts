import { whyNoNetwork } from '../../kit/network/why-no-network.ts';
import { tap } from '../browser/chromium.ts';
import type { Bench, Samples } from '../harness/bench.ts';
import { bareJoins } from './bare-join.ts';
import { type Joined, JOINS, bothFrames, samplesOf } from './joined.ts';
import { leave, Stage, untilConnected } from './stage.ts';

type Link = { roundTripMs: number };

/** From the doctor's tap on "Admit" to a decoded frame of the other, on both sides, against the bare cold join. */
export function warmAdmit({ roundTripMs }: Link): Bench {
  const slow = roundTripMs > 0;
  return {
    name: slow ? `warm-admit-${roundTripMs}ms` : 'warm-admit',
    summary: `Tap on "Admit" to the first decoded frame at both, ${slow ? `${roundTripMs} ms of round trip` : 'loopback'}.`,
    runs: 5,
    figures: { bothMs: 'ms', joinerMs: 'ms', otherMs: 'ms' },
    bare: () => bareJoins(roundTripMs),
    ours: () => ours({ roundTripMs }),
    obstacle: slow ? whyNoNetwork() : undefined,
  };
}

async function ours({ roundTripMs }: Link): Promise<Samples> {
  const stage = await Stage.create({ roundTripMs });
  try {
    await admitOnce(stage);
    const admissions: Joined[] = [];
    while (admissions.length < JOINS) admissions.push(await admitOnce(stage));
    return samplesOf(admissions);
  } finally {
    await stage.close();
  }
}

/** Both are connected, as in the waiting room; afterwards the patient waits again. */
async function admitOnce(stage: Stage): Promise<Joined> {
  const [doctor, patient] = [await stage.page('doctor'), await stage.page('patient')];
  await tap(patient, 'Join');
  await tap(doctor, 'Join');
  await Promise.all([untilConnected(patient, 'waiting'), untilConnected(doctor, 'in_call')]);
  const tapped = await tap(doctor, 'Admit');
  const times = await bothFrames({ joiner: patient, other: doctor }, tapped);
  await stage.order('send-back');
  await leave(patient, doctor);
  return times;
}
