import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CallJoined, ParticipantId, type TransportOptions } from '#contracts/call/call.ts';
import { routerCapabilities } from '#contracts/call/router-capabilities.ts';
import { TicketClaims } from '#contracts/visits/ticket.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { Dtls } from '../../test/bench/synthetic/dtls.ts';
import { MediaTransport } from '../../test/bench/synthetic/media-transport.ts';
import { sendParameters } from '../../test/bench/synthetic/rtp-parameters.ts';
import { RtpStream } from '../../test/bench/synthetic/rtp-stream.ts';
import { until } from '../../test/kit/until.ts';
import type { EndOfConnection } from '../attendance/attendance-log.ts';
import { BorrowedOutlet } from '../borrowing/borrowed-outlet.ts';
import { type LendingWorld, openLendingWorld } from '../testing/lending-world.ts';
import type { Peer } from './peer.ts';
import { Room } from './room.ts';

/** As many as a room must receive before it spreads. */
const crowd = 100;
const soundEveryMs = 20;
const rtpCapabilities = { ...routerCapabilities };

type Told = { to: string; notice: string; data: Record<string, unknown> };
type Viewer = { peer: Peer; joined: Omit<CallJoined, 'iceServers'> };

describe('a room that is too large for one node', () => {
  let world: LendingWorld;
  let room: Room;
  let dtls: Dtls;
  let told: Told[];
  let ended: { participantId: string; reason: EndOfConnection['reason'] }[];
  let sound: { timer: NodeJS.Timeout; sent: number };
  const wires: MediaTransport[] = [];

  beforeAll(async () => {
    dtls = await Dtls.create();
  });
  afterAll(() => dtls.close());

  beforeEach(async () => {
    world = await openLendingWorld();
    [told, ended] = [[], []];
    let epoch = 0;
    room = new Room(
      { ...world.key, isPatientAdmitted: true },
      {
        pickWorker: () => world.own.pick(),
        lenders: world.lenders,
        nextEpoch: () => ++epoch,
        announce: {
          tell: (_contract, { rooms }, notice, data) =>
            told.push({ to: String(rooms[0]?.id), notice, data: { ...Object(data) } }),
          disconnectUser: () => undefined,
        },
        attendance: {
          opened: () => undefined,
          closed: ({ participantId }, { reason }) => ended.push({ participantId, reason }),
        },
        now: systemNow,
        newId: newUuid,
        awayMs: 30_000,
        mostPeers: 1_000,
        log: silentLog,
      },
    );
    await speak();
    for (let at = 0; at < crowd; at++) await join('care');
    // As if the rest of this node had filled it.
    for (const worker of world.own.workers) worker.consumers += 900;
  });
  afterEach(async () => {
    clearInterval(sound.timer);
    for (const wire of wires.splice(0)) wire.close();
    room.close();
    await world.close();
  });

  function seat(side: 'care' | 'patient'): Peer {
    const role = side === 'care' ? 'doctor' : 'patient';
    const ticket = TicketClaims.parse({
      ...world.key,
      userId: newUuid(),
      role,
      name: `A ${role}`,
      side,
      mayPublish: ['microphone'],
      isAdmitted: side === 'care',
    });
    const participantId = ParticipantId.parse(newUuid());
    return room.seat({ participantId, ticket, socket: { connectionId: newUuid() } });
  }

  async function join(side: 'care' | 'patient', peer = seat(side)): Promise<Viewer> {
    return { peer, joined: await room.join(peer, { rtpCapabilities }) };
  }

  async function connect(peer: Peer, { id, iceCandidates, iceParameters }: TransportOptions) {
    const found = iceCandidates.find(({ ip, protocol }) => ip === '127.0.0.1' && protocol === 'udp');
    const fingerprints = [{ algorithm: 'sha-256', value: dtls.fingerprint }];
    const dtlsParameters = { role: 'client' as const, fingerprints };
    const connecting = peer.media?.connect({ transportId: id, dtlsParameters }, async () => undefined);
    const wire = await MediaTransport.create(
      { ip: '127.0.0.1', port: Number(found?.['port']), iceParameters },
      dtls,
    );
    wires.push(wire);
    await connecting;
    return wire;
  }

  /** Somebody who sends sound from now on. */
  async function speak(): Promise<Peer> {
    const { peer, joined } = await join('care');
    const rtpParameters = sendParameters('audio', '0');
    await peer.media?.produce({
      visitId: world.key.visitId,
      participantId: peer.participantId,
      transportId: joined.transports!.send.id,
      producerId: newUuid(),
      source: 'microphone',
      kind: 'audio',
      isMuted: false,
      rtpParameters,
    });
    const wire = await connect(peer, joined.transports!.send);
    const stream = new RtpStream({
      ssrc: rtpParameters.encodings[0]!.ssrc,
      payloadType: 111,
      clockRate: 48_000,
      packetBytes: [92],
    });
    const timer = setInterval(() => {
      sound.sent++;
      stream.frame(wire.srtp, (packet) => wire.send(packet));
    }, soundEveryMs);
    sound = { timer, sent: 0 };
    return peer;
  }

  const isThere = ({ peer }: Viewer) => peer.media?.outlet instanceof BorrowedOutlet;
  const listen = ({ peer, joined }: Viewer) => connect(peer, joined.transports!.receive);
  const toldTo = ({ peer }: Viewer, notice: string) =>
    told.filter((one) => one.to === peer.participantId && one.notice === notice).map(({ data }) => data);
  const hears = async (wire: MediaTransport) => {
    const before = wire.received;
    await until(() => wire.received > before + 5, { why: () => `${wire.received} packets` });
  };
  /** So much sound is sent meanwhile, and nothing of it comes. */
  const isSilent = async (wire: MediaTransport) => {
    const [before, sent] = [wire.received, sound.sent];
    await until(() => sound.sent > sent + 15);
    return wire.received === before;
  };

  it('is heard on both nodes, and each source goes over once', async () => {
    const [first, second] = [await join('care'), await join('care')];
    expect([first, second].map(isThere)).toEqual([true, true]);
    expect(world.loans.size).toBe(1);
    const here = [...room.peers.values()][1]!;
    expect(here.media?.outlet).not.toBeInstanceOf(BorrowedOutlet);
    for (const viewer of [first, second]) await hears(await listen(viewer));
    await until(() => first.peer.describe().connection === 'connected');
    // What it lends counts in what it says of itself.
    expect(world.other.workers.reduce((sum, { consumers }) => sum + consumers, 0)).toBe(2);
    expect(world.wire.asked.filter((url) => url.endsWith('loan:open'))).toHaveLength(1);
  });

  it('takes in many who come at once, in few calls', async () => {
    const viewers = await Promise.all(Array.from({ length: 60 }, () => join('care')));
    expect(viewers.every(isThere)).toBe(true);
    expect(world.other.workers.reduce((sum, { consumers }) => sum + consumers, 0)).toBe(60);
    expect(world.loans.size).toBe(1);
    const calls = (name: string) => world.wire.asked.filter((url) => url.endsWith(name)).length;
    expect(calls('loan:open')).toBe(1);
    expect(calls('loan:order')).toBeLessThan(30);
  });

  it('lets flow on the other node what its own policy says, and nothing else', async () => {
    const viewer = await join('patient');
    expect(isThere(viewer)).toBe(true);
    const wire = await listen(viewer);
    await hears(wire);
    await room.admitPatients(false);
    expect(toldTo(viewer, 'consumer:changed')).toMatchObject([{ isPaused: true }]);
    await until(() => isSilent(wire));
    await room.admitPatients(true);
    await hears(wire);
    const sent = [...room.peers.values()].flatMap(({ media }) => [...(media?.sources.values() ?? [])])[0]!;
    await sent.setMuted(true);
    await until(() => isSilent(wire));
    await sent.setMuted(false);
    await hears(wire);
    room.peers.get(sent.participantId)?.media?.closeSource('microphone');
    await until(() => toldTo(viewer, 'consumer:closed').length === 1);
  });

  it('begins there, too, with somebody who waits', async () => {
    await room.admitPatients(false);
    const viewer = await join('patient');
    expect(viewer.joined.consumers).toMatchObject([{ isPaused: true }]);
    const wire = await listen(viewer);
    expect(await isSilent(wire)).toBe(true);
    expect(wire.received).toBe(0);
    await room.admitPatients(true);
    await hears(wire);
  });

  it.each([
    ['is killed', () => void (world.wire.is = 'refused')],
    ['freezes', () => void (world.wire.is = 'silent')],
    ['loses the worker', () => process.kill(loanWorker(), 'SIGKILL')],
    ['is gone from the cluster', () => world.lenders.onNodeLost(world.lender.instanceId)],
  ])('brings those elsewhere who received on a node that %s, and nobody else', async (_how, harm) => {
    const viewer = await join('care');
    const wire = await listen(viewer);
    await hears(wire);
    const other = [...room.peers.values()][1]!;
    const media = other.media;
    const before = room.snapshot;
    harm();
    await until(() => toldTo(viewer, 'call:moved').length > 0, { withinMs: 4_000 });
    expect(toldTo(viewer, 'call:moved')).toEqual([
      { visitId: world.key.visitId, epoch: before.epoch, isYoursAlone: true },
    ]);
    expect(told.filter(({ notice }) => notice === 'call:moved')).toHaveLength(1);
    expect(ended).toContainEqual({ participantId: viewer.peer.participantId, reason: 'room_moved' });
    expect(other.media).toBe(media);
    expect(room.epoch).toBe(before.epoch);
    world.own.workers.forEach((worker) => (worker.consumers -= 900));
    const again = await join('care', viewer.peer);
    expect(isThere(again)).toBe(false);
    await hears(await listen(again));
  });

  const loanWorker = () => world.other.workers.find(({ rooms }) => rooms > 0)!.pid;

  it('stays on its own workers while the other node does not lend', async () => {
    world.loans.drain();
    expect(isThere(await join('care'))).toBe(false);
    expect(isThere(await join('care'))).toBe(false);
    // Asked once, not by each who comes.
    expect(world.wire.asked.filter((url) => url.endsWith('loan:open'))).toHaveLength(1);
  });

  it('brings those elsewhere who receive on a node that drains, while all flows on', async () => {
    const viewer = await join('care');
    const wire = await listen(viewer);
    world.loans.drain();
    await until(() => toldTo(viewer, 'call:moved').length > 0);
    await hears(wire);
    const again = await join('care', viewer.peer);
    expect(isThere(again)).toBe(false);
    await hears(await listen(again));
    await world.loans.whenReturned(5_000);
    expect(world.loans.size).toBe(0);
  });

  it.each([
    ['moves to another worker', () => room.move()],
    ['closes', () => room.close()],
    ['is given to another node', () => (room.fallSilent(), room.close('room_moved'))],
  ])('gives back what it borrowed when it %s', async (_how, end) => {
    await join('care');
    expect(world.loans.size).toBe(1);
    end();
    await until(
      () => world.loans.size === 0 && world.other.workers.every(({ consumers }) => consumers === 0),
    );
  });
});
