import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallJoined, TransportOptions } from '#contracts/call/call.ts';
import { Dtls } from '../test/bench/synthetic/dtls.ts';
import { MediaTransport } from '../test/bench/synthetic/media-transport.ts';
import { sendParameters } from '../test/bench/synthetic/rtp-parameters.ts';
import { RtpStream } from '../test/bench/synthetic/rtp-stream.ts';
import { until } from '../test/kit/until.ts';
import { type CallWorld, openCallWorld } from './testing/call-world.ts';

/** So many fill the one worker of the node that has the call. */
const filling = 400;
const fewestElsewhere = 20;
const soundEveryMs = 20;

type Person = ReturnType<CallWorld['person']>;
type Listener = { person: Person; joined: CallJoined };

const portOf = ({ iceCandidates }: TransportOptions) =>
  Number(iceCandidates.find(({ ip, protocol }) => ip === '127.0.0.1' && protocol === 'udp')?.['port']);
/** Sending goes to the node that has the call. */
const isElsewhere = ({ joined: { transports } }: Listener) =>
  portOf(transports!.receive) !== portOf(transports!.send);

describe('a call of more than one media node can hold', { timeout: 60_000 }, () => {
  let world: CallWorld;
  let dtls: Dtls;
  let here: Listener[];
  let there: Listener[];
  let latest: number[];
  let speaking: NodeJS.Timeout;
  const wires: MediaTransport[] = [];

  beforeAll(async () => {
    dtls = await Dtls.create();
  });
  afterAll(() => dtls.close());
  beforeEach(async () => {
    const settings = { BEDSIDE_MEDIA_WORKERS: 1, BEDSIDE_MOST_PARTICIPANTS: 1_000 };
    world = await openCallWorld({ settings, hasOther: true });
    await speak();
    [here, there] = [[], []];
    while (here.length < filling && there.length < fewestElsewhere)
      await Promise.all(Array.from({ length: 25 }, come));
    // A node that is busy with something else lends later.
    await until(async () => there.length >= fewestElsewhere || (await come()), {
      withinMs: 20_000,
      why: () => [here.length, there.length],
    });
  });
  afterEach(async () => {
    clearInterval(speaking);
    for (const wire of wires.splice(0)) wire.close();
    await world.stop();
  });

  async function join(person = world.person('care', { mayPublish: ['microphone'] })): Promise<Listener> {
    return { person, joined: await person.join() };
  }

  /** Whoever does not fit any more leaves again. */
  async function come(): Promise<void> {
    const one = await join();
    if (isElsewhere(one)) there.push(one);
    else if (here.length < filling) here.push(one);
    else await one.person.ask('call:leave', {});
  }

  async function connect(person: Person, transport: TransportOptions): Promise<MediaTransport> {
    const fingerprints = [{ algorithm: 'sha-256', value: dtls.fingerprint }];
    const dtlsParameters = { role: 'client' as const, fingerprints };
    const connecting = person.ask('call:connect', { transportId: transport.id, dtlsParameters });
    const { iceParameters } = transport;
    const wire = await MediaTransport.create(
      { ip: '127.0.0.1', port: portOf(transport), iceParameters },
      dtls,
    );
    wires.push(wire);
    await connecting;
    return wire;
  }

  async function speak(): Promise<void> {
    const { person, joined } = await join();
    const rtpParameters = sendParameters('audio', '0');
    await person.produce(joined, 'microphone', { rtpParameters });
    const wire = await connect(person, joined.transports!.send);
    const [encoding] = rtpParameters.encodings;
    const plan = { ssrc: encoding!.ssrc, payloadType: 111, clockRate: 48_000, packetBytes: [92] };
    const stream = new RtpStream(plan);
    speaking = setInterval(() => stream.frame(wire.srtp, (packet) => wire.send(packet)), soundEveryMs);
  }

  async function hears({ person, joined }: Listener): Promise<void> {
    const wire = await connect(person, joined.transports!.receive);
    await until(() => wire.received > 20, { why: () => `${wire.received} packets` });
  }

  /** What the workers of each node send, by what the nodes say of themselves. */
  async function consumers(): Promise<number[]> {
    const { nodes } = (await world.sessions()) as {
      nodes: { nodeId: string; workers: { consumers: number }[] }[];
    };
    const own = nodes.toSorted((one) => (one.nodeId === 'node' ? -1 : 1));
    latest = own.map(({ workers }) => workers.reduce((sum, worker) => sum + worker.consumers, 0));
    return latest;
  }

  it('is heard on both nodes; what one lends counts as its load, and ends with the call', async () => {
    await Promise.all([here[0]!, there[0]!, there.at(-1)!].map(hears));
    await until(async () => String(await consumers()) === `${here.length},${there.length}`, {
      why: () => latest,
    });
    await world.end();
    await until(async () => String(await consumers()) === '0,0', { why: () => latest });
  });

  it('brings those who receive on a node that ends to where there is room, in the same call', async () => {
    const { epoch } = here[0]!.joined.snapshot;
    const ending = world.other!.drain?.();
    await until(() => there.every(({ person }) => person.heard('call:moved').length === 1), {
      why: () => [
        world.told('call:moved').length,
        there.map(({ person }) => person.heard('call:moved').length),
      ],
    });
    expect(world.told('call:moved')).toHaveLength(there.length);
    const again = await Promise.all(there.map(({ person }) => join(person)));
    expect(again.some(isElsewhere)).toBe(false);
    expect(new Set(again.map(({ joined }) => joined.snapshot.epoch))).toEqual(new Set([epoch]));
    await ending;
    await hears(again[0]!);
  });

  it('is over on the other node, too, when the node that has it is gone', async () => {
    await world.media.stop();
    await until(async () => String(await consumers()) === '0', { why: () => latest });
  });
});
