import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallJoined, Participant, ParticipantId } from '#contracts/call/call.ts';
import { VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketPort } from '../api/socket-port.ts';
import { CallSession } from './call-session.ts';
import type { SfuDevice, SfuMedia, SfuReceiver, SfuWire } from './sfu/sfu-device.ts';

const visitId = VisitId.parse('01890a5d-ac96-774b-bcce-b302099a8050');
const me = ParticipantId.parse('01890a5d-ac96-774b-bcce-b302099a8061');
const other = ParticipantId.parse('01890a5d-ac96-774b-bcce-b302099a8062');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const participant = (participantId: string, changes: object = {}) =>
  Participant.parse({
    participantId,
    userId: participantId,
    name: 'Somebody',
    role: 'patient',
    side: 'patient',
    isAdmitted: true,
    connection: 'connected',
    sources: { microphone: 'off', camera: 'off', screen: 'off' },
    joinedAt: 1,
    ...changes,
  });

const transport = (id: string) => ({
  id,
  iceParameters: { usernameFragment: 'u', password: 'p' },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [] },
});

const consumer = (id: string) => ({
  id,
  producerId: `p-${id}`,
  participantId: other,
  source: 'camera' as const,
  kind: 'video' as const,
  rtpParameters: {},
  isPaused: false,
});

function joinedWith(
  changes: { epoch?: number; seq?: number; self?: object; kept?: boolean; consumers?: string[] } = {},
): CallJoined {
  const { epoch = 1, seq = 3, self = {}, kept = false, consumers = [] } = changes;
  const receive = { ...transport(`receive-${epoch}`), sctpParameters: {} };
  return {
    snapshot: { visitId, epoch, seq, participants: [participant(me, self), participant(other)] },
    ...(!kept && { transports: { send: transport(`send-${epoch}`), receive } }),
    iceServers: [],
    consumers: consumers.map(consumer),
  };
}

/** A server that answers as told, and a browser whose media does what the test says. */
function setUp(first: CallJoined | Refusal = joinedWith()) {
  const asked: { name: string; input: Record<string, unknown> }[] = [];
  const listeners = new Map<string, Set<(data: never) => void>>();
  const connection = new Set<(isConnected: boolean) => void>();
  const answers: (CallJoined | Refusal)[] = [first];
  const receivers = new Map<string, { at: number }>();
  const media: (SfuMedia & { wire: SfuWire; isClosed: boolean; opened: string[] })[] = [];
  let isConnected = true;

  const socket: SocketPort<CallSocket> = {
    get isConnected() {
      return isConnected;
    },
    async request(name, input) {
      if (!isConnected) throw new Refusal('unavailable', 'No line.');
      asked.push({ name, input: { ...Object(input) } });
      if (name === 'ice:restart') return { iceParameters: { usernameFragment: 'n', password: 'n' } } as never;
      if (name !== 'call:join') return {} as never;
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Refusal) throw answer;
      return answer as never;
    },
    on(notice, listener) {
      const all = listeners.get(notice) ?? new Set();
      listeners.set(notice, all.add(listener));
      return () => all.delete(listener);
    },
    onConnection(listener) {
      connection.add(listener);
      return () => connection.delete(listener);
    },
  };

  const device: SfuDevice = {
    rtpCapabilities: {},
    openMedia(options, wire) {
      const opened: string[] = [];
      const made = {
        wire,
        opened,
        isClosed: false,
        transportIds: { send: options.transports.send.id, receive: options.transports.receive.id },
        async send({ producerId, source, isMuted, track }: Parameters<SfuMedia['send']>[0]) {
          opened.push(source);
          if (track.id === 'unsendable') throw new Error('The browser cannot.');
          const kind = source === 'microphone' ? ('audio' as const) : ('video' as const);
          wire.produce({
            transportId: options.transports.send.id,
            producerId,
            source,
            kind,
            isMuted,
            rtpParameters: { track: track.id },
          });
          return { setMuted: () => undefined, replaceTrack: async () => undefined, close: () => undefined };
        },
        async receive({ id }: Parameters<SfuMedia['receive']>[0]): Promise<SfuReceiver> {
          const packets = { at: 0 };
          receivers.set(id, packets);
          const idle = { loudness: () => 0, hasBegun: async () => packets.at > 3, close: () => undefined };
          return { track: track(id), lastPacketAt: () => packets.at, ...idle };
        },
        openReceiving: async () => void opened.push('opener'),
        restartIce: async (side: string) => void opened.push(`ice ${side}`),
        state: () => 'connected' as const,
        stats: async () => new Map() as unknown as RTCStatsReport,
        close() {
          made.isClosed = true;
        },
      };
      media.push(made);
      return made;
    },
  };

  let tickets = 0;
  const network = { change: () => undefined as void };
  const session = CallSession.start({
    socket,
    device,
    visitId,
    participantId: me,
    ticket: async () => `ticket ${++tickets}`,
    newId: () => 'new-id',
    watchNetwork: (onChange) => {
      network.change = onChange;
      return () => undefined;
    },
  });
  const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
  return {
    session,
    asked,
    media,
    receivers,
    answers,
    network,
    settle,
    state: () => session.getState(),
    asksFor: (name: string) => asked.filter((one) => one.name === name).map(({ input }) => input),
    tell: (notice: string, data: object) =>
      listeners.get(notice)?.forEach((listener) => listener(data as never)),
    setConnected(now: boolean) {
      isConnected = now;
      connection.forEach((listener) => listener(now));
    },
  };
}

const track = (id: string) =>
  Object.assign(new EventTarget(), { id, enabled: true }) as unknown as MediaStreamTrack;

describe('joining', () => {
  it('asks once, opens both sides at once and sends what was opened meanwhile, pictures first', async () => {
    const { session, asksFor, media, settle, state } = setUp();
    session.openSource('microphone', track('m'));
    session.openSource('camera', track('c'));
    expect(state().phase).toBe('joining');
    await settle();
    expect(asksFor('call:join')).toHaveLength(1);
    expect(media[0]?.opened).toEqual(['camera', 'microphone', 'opener']);
    expect(asksFor('call:produce').map(({ source }) => source)).toEqual(['camera', 'microphone']);
    expect(state()).toMatchObject({ phase: 'in_call', local: { camera: { state: 'live' } } });
  });

  it('says when the browser can decode what comes later, but not for what came with the answer', async () => {
    const { asksFor, tell, settle, state } = setUp(joinedWith({ consumers: ['c1'] }));
    await settle();
    expect(asksFor('call:ready')).toEqual([]);
    tell('consumer:opened', { visitId, epoch: 1, consumer: { ...consumer('c2'), source: 'screen' } });
    await settle();
    expect(asksFor('call:ready')).toMatchObject([{ consumerIds: ['c2'] }]);
    expect(Object.keys(state().remote.get(other) ?? {})).toEqual(['camera', 'screen']);
  });

  it('applies notices that came before the answer, after it', async () => {
    const { tell, settle, state } = setUp();
    const left = { visitId, epoch: 1, seq: 4, participantId: other };
    tell('participant:left', left);
    await settle();
    expect(state().others).toEqual([]);
  });

  it('tries again when the server is busy, and ends when it says no for good', async () => {
    const { answers, settle, state, asksFor } = setUp(new Refusal('no_media_node', 'Later.'));
    await settle();
    expect(state().phase).toBe('joining');
    answers.push(new Refusal('visit_closed', 'Over.'));
    await settle(1_000);
    expect(asksFor('call:join').length).toBeGreaterThan(1);
    expect(state()).toMatchObject({ phase: 'ended', endedBecause: 'refused', refusal: 'visit_closed' });
  });
});

describe('losing things', () => {
  it('keeps its media when the socket comes back, and repeats what the server did not hear', async () => {
    const { session, answers, setConnected, settle, state, asksFor, media } = setUp();
    session.openSource('microphone', track('m'));
    await settle();
    setConnected(false);
    session.setMuted('microphone', true);
    await settle();
    expect(state()).toMatchObject({ isSocketConnected: false, local: { microphone: { state: 'muted' } } });
    const sources = { microphone: 'live', camera: 'off', screen: 'off' };
    answers.splice(0, 1, joinedWith({ kept: true, seq: 9, self: { sources } }));
    setConnected(true);
    await settle();
    expect(asksFor('call:join').at(-1)).toMatchObject({ heldEpoch: 1 });
    expect(asksFor('source:mute').at(-1)).toMatchObject({ source: 'microphone', isMuted: true });
    expect(media).toHaveLength(1);
  });

  it('joins again at once with the same tracks when the room moved', async () => {
    const { session, answers, tell, settle, media, asksFor, state } = setUp();
    session.openSource('camera', track('c'));
    await settle();
    answers.splice(0, 1, joinedWith({ epoch: 2 }));
    tell('call:moved', { visitId, epoch: 2 });
    await settle();
    expect(asksFor('call:join').at(-1)).not.toHaveProperty('heldEpoch');
    expect(media[0]?.isClosed).toBe(true);
    expect(media[1]?.opened).toEqual(['camera', 'opener']);
    expect(asksFor('call:produce').at(-1)).toMatchObject({
      transportId: 'send-2',
      rtpParameters: { track: 'c' },
    });
    expect(state().phase).toBe('in_call');
  });

  it('connects anew in the room that it is in when only its own connections are gone, and once', async () => {
    const { session, answers, tell, settle, media, asksFor, state } = setUp();
    session.openSource('camera', track('c'));
    await settle();
    tell('call:moved', { visitId, epoch: 1 });
    await settle();
    expect(asksFor('call:join')).toHaveLength(1);
    answers.splice(0, 1, joinedWith({ seq: 3 }));
    tell('call:moved', { visitId, epoch: 1, isYoursAlone: true });
    await settle();
    expect(asksFor('call:join')).toHaveLength(2);
    expect(asksFor('call:join').at(-1)).not.toHaveProperty('heldEpoch');
    expect(asksFor('call:join').at(-1)).toHaveProperty('resumes');
    expect(media.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    expect(state().phase).toBe('in_call');
  });

  describe('when the room is handed over', () => {
    async function handOver() {
      const world = setUp(joinedWith({ consumers: ['old'] }));
      const { session, answers, tell, settle, receivers } = world;
      session.openSource('camera', track('c'));
      await settle();
      receivers.get('old')!.at = 1;
      answers.splice(0, 1, joinedWith({ epoch: 2, consumers: ['new'] }));
      tell('call:moved', { visitId, epoch: 2, isHandedOver: true });
      await settle();
      /** Time passes, in which packets come. */
      const carry = async (ms: number, ...ids: string[]) => {
        for (let passed = 0; passed < ms; passed += 100) {
          for (const id of ids) receivers.get(id)!.at++;
          await settle(100);
        }
      };
      const shown = () => world.state().remote.get(other)?.camera?.track.id;
      return { ...world, carry, shown };
    }

    it('shows and sends over the old connections until the new ones carry, and a moment more', async () => {
      const { media, carry, shown, asksFor, state } = await handOver();
      expect(asksFor('call:join').at(-1)).not.toHaveProperty('heldEpoch');
      expect(asksFor('call:produce').at(-1)).toMatchObject({ transportId: 'send-2' });
      await carry(700, 'old');
      expect([shown(), media[0]?.isClosed]).toEqual(['old', false]);
      await carry(300, 'old', 'new');
      expect([shown(), media[0]?.isClosed]).toEqual(['old', false]);
      await carry(300, 'old', 'new');
      expect([shown(), media[0]?.isClosed]).toEqual(['new', false]);
      await carry(3_000, 'new');
      expect([shown(), media[0]?.isClosed, media[1]?.isClosed]).toEqual(['new', true, false]);
      expect(state().phase).toBe('in_call');
    });

    it('lets go of the old connections in the end, whatever comes', async () => {
      const { media, carry, shown } = await handOver();
      await carry(4_100, 'old');
      expect([shown(), media[0]?.isClosed]).toEqual(['new', true]);
    });

    it('closes both when the call ends', async () => {
      const { media, session } = await handOver();
      session.close();
      expect(media.map(({ isClosed }) => isClosed)).toEqual([true, true]);
    });

    it('breaks first where nothing carries any more', async () => {
      const { answers, tell, settle, media } = setUp();
      await settle();
      media[0]?.wire.onConnection('receive', 'failed');
      answers.splice(0, 1, joinedWith({ epoch: 2 }));
      tell('call:moved', { visitId, epoch: 2, isHandedOver: true });
      await settle(1_000);
      expect(media.map(({ isClosed }) => isClosed)).toContain(true);
      expect(media.at(-1)?.isClosed).toBe(false);
    });
  });

  it('asks within 600 ms when nothing arrives any more, and says so after a second', async () => {
    const { answers, settle, asksFor, receivers, state } = setUp(joinedWith({ consumers: ['c1'] }));
    await settle();
    for (let n = 1; n <= 5; n++) {
      receivers.get('c1')!.at = n;
      await settle(100);
    }
    answers.splice(0, 1, joinedWith({ kept: true, consumers: ['c1'] }));
    await settle(600);
    expect(asksFor('call:join').at(-1)).toMatchObject({ heldEpoch: 1 });
    expect(state().phase).toBe('in_call');
    await settle(1_000);
    expect(state().phase).toBe('reconnecting');
    receivers.get('c1')!.at = 99;
    await settle(100);
    expect(state().phase).toBe('in_call');
  });

  it('makes new connections when the browser gives one up, and mends them when the network changed', async () => {
    const { answers, settle, media, asksFor, network } = setUp();
    await settle();
    network.change();
    await settle();
    expect(media[0]?.opened).toEqual(['opener', 'ice send', 'ice receive']);
    answers.splice(0, 1, joinedWith());
    media[0]?.wire.onConnection('receive', 'failed');
    await settle();
    expect(asksFor('call:join').at(-1)).not.toHaveProperty('heldEpoch');
    expect(media).toHaveLength(2);
  });

  it('mends its connections when the network changed once its socket is on the new one, too, and once', async () => {
    const { answers, setConnected, settle, media, network } = setUp();
    await settle();
    answers.splice(0, 1, joinedWith({ kept: true }));
    setConnected(false);
    network.change();
    await settle();
    expect(media[0]?.opened).toEqual(['opener']);
    for (const _again of [1, 2]) {
      setConnected(true);
      await settle();
      expect(media[0]?.opened).toEqual(['opener', 'ice send', 'ice receive']);
      setConnected(false);
    }
    expect(media).toHaveLength(1);
  });

  it('keeps its ticket for the next join, and gets another when that has grown old', async () => {
    const { answers, setConnected, settle, asksFor, state } = setUp();
    await settle();
    answers.splice(0, 1, new Refusal('token_expired', 'Old.'), joinedWith({ kept: true }));
    setConnected(false);
    setConnected(true);
    await settle();
    expect(asksFor('call:join').map(({ ticket }) => ticket)).toEqual(['ticket 1', 'ticket 1', 'ticket 2']);
    expect(state().phase).toBe('in_call');
  });

  it('gives up its media while it rests, and connects again when let in', async () => {
    const waiting = { isAdmitted: false };
    const { session, answers, tell, settle, asksFor, state, media } = setUp(joinedWith({ self: waiting }));
    session.openSource('camera', track('c'));
    await settle();
    answers.splice(0, 1, joinedWith({ self: waiting, kept: true, seq: 4 }), joinedWith({ seq: 6 }));
    session.setResting(true);
    await settle();
    expect(asksFor('call:join').at(-1)).toMatchObject({ isResting: true });
    expect(asksFor('call:join').at(-1)).not.toHaveProperty('heldEpoch');
    expect(media[0]?.isClosed).toBe(true);
    expect(state()).toMatchObject({ phase: 'waiting', local: { camera: { state: 'live' } } });
    tell('participant:changed', { visitId, epoch: 1, seq: 5, participant: participant(me) });
    await settle();
    expect(asksFor('call:join').at(-1)).not.toHaveProperty('isResting');
    expect(media[1]?.opened).toContain('camera');
    session.setResting(true);
    await settle();
    expect(asksFor('call:join')).toHaveLength(3);
  });

  it('joins again when it missed a notice', async () => {
    const { tell, settle, asksFor } = setUp();
    await settle();
    tell('participant:left', { visitId, epoch: 1, seq: 7, participantId: other });
    await settle();
    expect(asksFor('call:join')).toHaveLength(2);
  });
});

describe('the end', () => {
  it('comes with the visit, and lets go of everything', async () => {
    const { tell, settle, state, media } = setUp();
    await settle();
    tell('call:ended', { visitId, reason: 'visit_ended' });
    expect(state()).toMatchObject({ phase: 'ended', endedBecause: 'visit_ended' });
    expect(media[0]?.isClosed).toBe(true);
  });

  it('comes by leaving, once', async () => {
    const { session, settle, asksFor, state } = setUp();
    await settle();
    await session.leave();
    await session.leave();
    expect(asksFor('call:leave')).toHaveLength(1);
    expect(state().endedBecause).toBe('left');
  });

  it('of a track closes its source and tells the person', async () => {
    const { session, settle, state, asksFor } = setUp();
    const camera = track('c');
    session.openSource('camera', camera);
    await settle();
    camera.dispatchEvent(new Event('ended'));
    await settle();
    expect(state()).toMatchObject({
      local: { camera: { state: 'off' } },
      problems: [{ source: 'camera', code: 'track_ended' }],
    });
    expect(asksFor('source:close')).toMatchObject([{ source: 'camera' }]);
  });

  it('of sending a camera keeps it, of sending a screen does not say it is shared', async () => {
    const { session, settle, state } = setUp();
    await settle();
    session.openSource('camera', track('unsendable'));
    session.openSource('screen', track('unsendable'));
    await settle();
    expect(state()).toMatchObject({
      local: { camera: { state: 'live' }, screen: { state: 'off' } },
      problems: [
        { source: 'camera', code: 'not_sent' },
        { source: 'screen', code: 'not_sent' },
      ],
    });
  });
});
