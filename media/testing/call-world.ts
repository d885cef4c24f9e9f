import { UserActor } from '#contracts/actor.ts';
import { type CallJoined, type CallSnapshot, ParticipantId } from '#contracts/call/call.ts';
import { type CallNotice, reduceCall } from '#contracts/call/reduce-call.ts';
import { routerCapabilities } from '#contracts/call/router-capabilities.ts';
import type { InputOf, OutputOf, RequestName } from '#contracts/define.ts';
import { NodeId, TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import { TicketClaims } from '#contracts/visits/ticket.ts';
import { newUuid, systemNow, systemRandom } from '#platform/clock.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { type Announcer, roomName } from '#platform/sockets/announcer.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { createMedia } from '../service.ts';

type Heard = { rooms: string[]; notice: string; data: Record<string, unknown> };
const sequenced = ['participant:joined', 'participant:changed', 'participant:left'];

/** The media service with real workers, asked directly, for tests. Every notice it tells is kept. */
export async function openCallWorld() {
  const now = systemNow;
  const store = await openSqliteStore({ file: ':memory:', now });
  const cluster = createMemoryCluster({ now, log: silentLog });
  const tenantId = TenantId.parse(newUuid());
  const visitId = VisitId.parse(newUuid());
  const heard: Heard[] = [];
  const tickets = new Map<string, TicketClaims>();
  const facts = { isOpen: true, isPatientAdmitted: true, isReachable: true, asked: 0 };
  const announce: Announcer = {
    tell: (_contract, { tenantId: tenant, rooms }, notice, data) =>
      heard.push({ rooms: rooms.map((room) => roomName(tenant, room)), notice, data: { ...Object(data) } }),
    disconnectUser: () => undefined,
  };
  const media = await createMedia({
    settings: {
      BEDSIDE_RTC_PORT: 0,
      BEDSIDE_MEDIA_WORKERS: 2,
      BEDSIDE_ANNOUNCED_ADDRESS: undefined,
      BEDSIDE_MOST_PARTICIPANTS: 12,
      BEDSIDE_PIPE_PORT: 0,
      BEDSIDE_PIPE_ADDRESS: undefined,
      BEDSIDE_REGION: 'local',
      BEDSIDE_TURN_URLS: undefined,
      BEDSIDE_TURN_SECRET: undefined,
    },
    store,
    cluster,
    tokens: {
      verifyTicket(token) {
        const claims = tickets.get(token);
        if (!claims) throw new Refusal('ticket_invalid', 'No such ticket.');
        return claims;
      },
    },
    visits: {
      async 'visit:facts'() {
        facts.asked++;
        if (!facts.isReachable) throw new Refusal('unavailable', 'Visits is away.');
        const ids = { visitId, clinicId: newUuid(), patientId: newUuid(), doctorId: newUuid() };
        return { ...ids, patientName: 'A patient', visitType: 'consultation', ...facts } as never;
      },
    },
    sisterAt: () => {
      throw new Error('There is no other media node.');
    },
    announce,
    random: systemRandom,
    log: silentLog,
    metrics: createMetrics(),
    now,
    newId: newUuid,
    place: { nodeId: NodeId.parse('node'), instanceId: newUuid(), address: 'http://localhost' },
  });
  await media.start();
  const [calls, sessions] = media.sockets ?? [];

  function person(side: 'patient' | 'care', changes: Partial<TicketClaims> = {}) {
    const role = side === 'care' ? 'doctor' : 'patient';
    const who = { tenantId, userId: newUuid(), role };
    const mayPublish = ['microphone', 'camera', 'screen'];
    const isAdmitted = side === 'care';
    const claims = TicketClaims.parse({
      ...who,
      visitId,
      name: `A ${role}`,
      side,
      mayPublish,
      isAdmitted,
      ...changes,
    });
    const actor = UserActor.parse({ kind: 'user', ...who, sessionId: newUuid(), clinicIds: [] });
    const ticket = newUuid();
    tickets.set(ticket, claims);
    const participantId = ParticipantId.parse(newUuid());
    const caller = { actor, connectionId: newUuid() };
    return {
      participantId,
      caller,
      userId: claims.userId,
      /** Asks as the door would, with who and where filled in. */
      ask<N extends RequestName<CallSocket>>(
        name: N,
        input: Omit<InputOf<CallSocket, N>, 'visitId' | 'participantId'>,
        from = caller,
      ): Promise<OutputOf<CallSocket, N>> {
        const handler = calls?.handlers[name];
        return handler?.(from, { visitId, participantId, ...input } as never) as Promise<
          OutputOf<CallSocket, N>
        >;
      },
      async join(
        changes: Partial<InputOf<CallSocket, 'call:join'>> = {},
        from = caller,
      ): Promise<CallJoined> {
        const input = {
          visitId,
          participantId,
          ticket,
          rtpCapabilities: { ...routerCapabilities },
          ...changes,
        };
        await calls?.mayHear['call:join']?.(from, input as never);
        return (await calls?.handlers['call:join']?.(from, input as never)) as CallJoined;
      },
      async produce(
        joined: CallJoined,
        source: 'camera' | 'microphone',
        changes: object = {},
      ): Promise<string> {
        const producerId = newUuid();
        const kind = source === 'camera' ? ('video' as const) : ('audio' as const);
        const request = { producerId, source, kind, isMuted: false, rtpParameters: rtpParametersOf(kind) };
        await this.ask('call:produce', {
          transportId: joined.transports?.send.id ?? '',
          ...request,
          ...changes,
        });
        return producerId;
      },
      loseSocket: (from = caller) => calls?.onSocketClosed?.(from, [{ kind: 'visit', id: visitId }]),
      /** Notices to this one alone. */
      heard: (notice: string) =>
        heard.filter(
          (one) => one.notice === notice && one.rooms.some((room) => room.includes(participantId)),
        ),
    };
  }

  return {
    visitId,
    facts,
    heard,
    store,
    person,
    told: (notice: string) => heard.filter((one) => one.notice === notice),
    /** What somebody who joined then makes of all notices since. */
    reduce: (old: CallSnapshot) =>
      heard
        .filter(({ notice }) => sequenced.includes(notice))
        .reduce<CallSnapshot | undefined>(
          (snapshot, { notice, data }) =>
            snapshot && reduceCall(snapshot, { name: notice, data } as unknown as CallNotice),
          old,
        ),
    admit: (isPatientAdmitted: boolean) =>
      media.rpc?.[0]?.call('room:admit', { tenantId, visitId, isPatientAdmitted }),
    take: () => media.rpc?.[0]?.call('room:take', { tenantId, visitId, fromEpoch: 0, isNodeLost: true }),
    end: () => media.rpc?.[0]?.call('room:close', { tenantId, visitId }),
    sessions: async () => {
      const admin = { actor: { tenantId }, connectionId: 'admin' };
      const answer = await sessions?.handlers['sessions:watch']?.(admin as never, {} as never);
      return answer as {
        sessions: { workerPid: number; epoch: number; participants: object[] }[];
        nodes: object[];
      };
    },
    async stop() {
      await media.stop();
      await cluster.close();
      await store.close();
    },
  };
}
export type CallWorld = Awaited<ReturnType<typeof openCallWorld>>;

let nextSsrc = 1;

/** As a browser would say it, just enough for mediasoup. */
export function rtpParametersOf(kind: 'audio' | 'video') {
  const codec =
    kind === 'video'
      ? { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }
      : { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 };
  return { mid: `${nextSsrc}`, codecs: [codec], encodings: [{ ssrc: nextSsrc++ }] };
}
