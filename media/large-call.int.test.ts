import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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
/** A call that receives less is not spread. */
const fewestToSpread = 100;
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
  afterEach(async () => {
    clearInterval(speaking);
    for (const wire of wires.splice(0)) wire.close();
    await world.stop();
  });

  /** The call is in the region `local`, and one speaks in it. */
  async function begin(otherRegion: string): Promise<void> {
    const settings = { BEDSIDE_MEDIA_WORKERS: 1, BEDSIDE_MOST_PARTICIPANTS: 1_000 };
    const otherSettings = { BEDSIDE_REGION: otherRegion };
    world = await openCallWorld({ settings, hasOther: true, otherSettings });
    await speak();
    [here, there] = [[], []];
  }

  /** Until its node is full, and some receive on the other. */
  async function fill(): Promise<void> {
    while (here.length < filling && there.length < fewestElsewhere)
      await Promise.all(Array.from({ length: 25 }, come));
    // A node that is busy with something else lends later.
    await until(async () => there.length >= fewestElsewhere || (await come()), {
      withinMs: 20_000,
      why: () => [here.length, there.length],
    });
  }

  const newPerson = () => world.person('care', { mayPublish: ['microphone'] });
  async function join(person = newPerson(), region = 'local'): Promise<Listener> {
    return { person, joined: await person.join({}, { ...person.caller, region }) };
  }
  /** Whoever comes while a node is busy with something else may receive on the other at first. */
  async function joinUntil(isRight: (one: Listener) => boolean, region: string, person = newPerson()) {
    let one: Listener | undefined;
    await until(async () => isRight((one = await join(person, region))), { withinMs: 20_000 });
    return one!;
  }
  const isHere = (one: Listener) => !isElsewhere(one);

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
    latest = (await workers()).map((some) => some.reduce((sum, worker) => sum + worker.consumers, 0));
    return latest;
  }

  /** Of the node that has the call, then of the other. */
  async function workers() {
    const { nodes } = (await world.sessions()) as {
      nodes: { nodeId: string; workers: { consumers: number; rooms: number }[] }[];
    };
    return nodes.toSorted((one) => (one.nodeId === 'node' ? -1 : 1)).map((node) => node.workers);
  }

  it('is received by those of another region there once it is large, and as ever where nobody lends', async () => {
    await begin('far');
    expect(isElsewhere(await join(newPerson(), 'far'))).toBe(false);
    const near = await Promise.all(Array.from({ length: fewestToSpread - 1 }, () => join()));
    expect(near.some(isElsewhere)).toBe(false);
    there = await Promise.all(Array.from({ length: fewestElsewhere }, () => joinUntil(isElsewhere, 'far')));
    for (const region of ['local', 'where nobody lends']) await joinUntil(isHere, region);
    await Promise.all([near[0]!, there[0]!, there.at(-1)!].map(hears));
    // Those who came at once share one copy of what is said.
    await until(async () => String(await consumers()) === `${fewestToSpread + 2},${fewestElsewhere}`, {
      why: () => latest,
    });
    expect((await workers())[1]).toMatchObject([{ rooms: 1 }]);
    // What a join says counts, not where they were before.
    await joinUntil(isHere, 'local', there[0]!.person);
    const ending = world.other!.drain?.();
    await until(() => there.slice(1).every(({ person }) => person.heard('call:moved').length === 1));
    const again = await Promise.all(there.slice(1).map(({ person }) => join(person, 'far')));
    expect(again.some(isElsewhere)).toBe(false);
    await ending;
    await hears(again[0]!);
  });

  it('is heard on both nodes; what one lends counts as its load, and ends with the call', async () => {
    await begin('local');
    await fill();
    await Promise.all([here[0]!, there[0]!, there.at(-1)!].map(hears));
    await until(async () => String(await consumers()) === `${here.length},${there.length}`, {
      why: () => latest,
    });
    await world.end();
    await until(async () => String(await consumers()) === '0,0', { why: () => latest });
  });

  it('brings those who receive on a node that ends to where there is room, in the same call', async () => {
    await begin('local');
    await fill();
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

  it('is over on the other node, too, of another region, when the node that has it is gone', async () => {
    await begin('far');
    await fill();
    await world.media.stop();
    await until(async () => String(await consumers()) === '0', { why: () => latest });
  });
});
