import { UserActor } from '#contracts/actor.ts';
import { type CallJoined, type CallSnapshot, ParticipantId } from '#contracts/call/call.ts';
import { type CallNotice, reduceCall } from '#contracts/call/reduce-call.ts';
import { routerCapabilities } from '#contracts/call/router-capabilities.ts';
import type { InputOf, OutputOf, RequestName } from '#contracts/define.ts';
import { NodeId, TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { LendingRpc } from '#contracts/rpc/lending.ts';
import { MediaRpc } from '#contracts/rpc/media.ts';
import type { SocketCaller } from '#contracts/rpc/socket-calls.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import { TicketClaims } from '#contracts/visits/ticket.ts';
import { newUuid, systemNow, systemRandom } from '#platform/clock.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import type { RpcRequest } from '#platform/rpc/rpc.ts';
import { rpcClient } from '#platform/rpc/rpc-client.ts';
import type { Service } from '#platform/service.ts';
import { type Announcer, roomName } from '#platform/sockets/announcer.ts';
import type { Store } from '#platform/store/store.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { createMedia, type MediaDeps } from '../service.ts';
import type { MediaSettings } from '../settings.ts';

type Heard = { rooms: string[]; notice: string; data: Record<string, unknown> };
const sequenced = ['participant:joined', 'participant:changed', 'participant:left'];

type Options = {
  settings?: Partial<MediaSettings>;
  /** Whether there is another media node, to which the visit does not come of its own accord. */
  hasOther?: boolean;
  otherSettings?: Partial<MediaSettings>;
};

/** The media service with real workers, asked directly, for tests. Every notice it tells is kept. */
export async function openCallWorld({ settings = {}, hasOther = false, otherSettings }: Options = {}) {
  const now = systemNow;
  const memory = createMemoryCluster({ now, log: silentLog });
  // Both nodes are in this one process: while it is slow neither takes the other for lost.
  const writeNode: typeof memory.writeNode = (row) => memory.writeNode(row, 60_000);
  const cluster = hasOther ? { ...memory, writeNode } : memory;
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
  const nodes = new Map<string, Service>();
  const openNode = async (name: string, address: string, store: Store, own: Partial<MediaSettings> = {}) => {
    const media = await createMedia({
      ...deps,
      settings: { ...deps.settings, ...own },
      store,
      place: { nodeId: NodeId.parse(name), instanceId: newUuid(), address },
    });
    await media.start();
    nodes.set(address, media);
    return media;
  };
  const deps: Omit<MediaDeps, 'store' | 'place'> = {
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
      ...settings,
    },
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
    sisterAt: (address) => {
      const transport = { send: ({ call, input }: RpcRequest) => askNode(nodes.get(address), call, input) };
      return { ...rpcClient(MediaRpc, transport), ...rpcClient(LendingRpc, transport) };
    },
    announce,
    random: systemRandom,
    log: silentLog,
    metrics: createMetrics(),
    now,
    newId: newUuid,
  };
  const store = await openMemoryStore();
  const otherStore = hasOther ? await openMemoryStore() : undefined;
  const media = await openNode('node', 'http://localhost', store);
  const other = otherStore && (await openNode('other', 'http://127.0.0.1', otherStore, otherSettings));
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
    const caller: SocketCaller = { actor, connectionId: newUuid() };
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
    media,
    other,
    async stop() {
      await Promise.all([media.stop(), other?.stop()]);
      await cluster.close();
      await Promise.all([store.close(), otherStore?.close()]);
    },
  };
}

const openMemoryStore = () => openSqliteStore({ file: ':memory:', now: systemNow });

/** As it would come over the wire. */
async function askNode(node: Service | undefined, call: string, input: unknown): Promise<unknown> {
  const bound = node?.rpc?.find(({ contract }) => Object.hasOwn(contract.calls, call));
  if (!bound) throw new Refusal('unavailable', 'There is no such media node.');
  const answer = await bound.call(call, JSON.parse(JSON.stringify(input)));
  return bound.contract.calls[call]?.output.parse(JSON.parse(JSON.stringify(answer)));
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
