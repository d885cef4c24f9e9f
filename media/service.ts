import { availableParallelism, networkInterfaces } from 'node:os';
import type { RoomPlace } from '#contracts/call/place.ts';
import type { TenantId } from '#contracts/ids.ts';
import type { NewId, Now, Random } from '#platform/clock.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';
import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { Service } from '#platform/service.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { Store } from '#platform/store/store.ts';
import type { Tokens } from '#platform/tokens/tokens.ts';
import { ConnectionStore } from './attendance/connection-store.ts';
import { StoredAttendance } from './attendance/stored-attendance.ts';
import { watchSignaling } from './calls/watch-signaling.ts';
import { createIceServers } from './calls/ice-servers.ts';
import { createLargeRooms } from './lending/large-rooms.ts';
import { lendingRpc } from './lending/lending-rpc.ts';
import { createHandOverRooms } from './leases/hand-over-rooms.ts';
import { NodeDrain } from './leases/node-drain.ts';
import { createOtherNodes } from './leases/other-nodes.ts';
import type { SisterNode, VisitFacts } from './ports.ts';
import { QualityRound } from './quality/quality-round.ts';
import { RoomLeases } from './leases/room-leases.ts';
import { Rooms } from './rooms/rooms.ts';
import { mediaRpc } from './rpc.ts';
import { NodeFacts } from './sessions/node-facts.ts';
import { NodeRow } from './sessions/node-row.ts';
import { SessionFeed } from './sessions/session-feed.ts';
import type { MediaSettings } from './settings.ts';
import { mediaSockets } from './sockets.ts';
import { listenInfos } from './workers/listen-infos.ts';
import { MediaWorker } from './workers/media-worker.ts';
import { WorkerPool } from './workers/worker-pool.ts';

export { mediaSettings } from './settings.ts';

export type MediaDeps = {
  settings: MediaSettings;
  store: Store;
  cluster: Cluster;
  tokens: Pick<Tokens, 'verifyTicket'>;
  visits: VisitFacts;
  /** Another media node. */
  sisterAt: (address: string) => SisterNode;
  announce: Announcer;
  log: Log;
  metrics: Metrics;
  now: Now;
  newId: NewId;
  random: Random;
  /** This process, as others find it. */
  place: RoomPlace;
  /** The organisation whose administrators may drain this node; nobody may without one. */
  operator?: TenantId | undefined;
};

/** How long the place of somebody is kept whose media and socket are both gone. */
const awayMs = 30_000;
/** Idle workers cost memory; machines with more cores set BEDSIDE_MEDIA_WORKERS. */
const mostWorkersUnasked = 4;
/** With two there is always one to take the rooms of one that dies, without waiting for another to start. */
const fewestWorkersUnasked = 2;

/** The SFU service. Its workers run and its ports are open when this resolves; its doors answer after `start`. */
export async function createMedia(deps: MediaDeps): Promise<Service> {
  const { settings, store, cluster, announce, log, metrics, now, newId, place } = deps;
  const { nodeId } = place;
  const pool = await openPool(deps);
  const attendance = new StoredAttendance({
    store: await ConnectionStore.open(store),
    nodeId,
    now,
    newId,
    log,
  });
  const { lenders, loans, ...largeRooms } = createLargeRooms({ ...deps, pool });
  const leases = new RoomLeases({ cluster, place, now, log });
  const rooms = new Rooms({
    leases,
    visits: deps.visits,
    log,
    room: {
      pickWorker: () => pool.pick(),
      lenders,
      announce,
      attendance,
      now,
      newId,
      log,
      awayMs,
      mostPeers: settings.BEDSIDE_MOST_PARTICIPANTS,
    },
  });
  pool.on('died', (worker) => rooms.onWorkerDied(worker));
  const sessions = new SessionFeed({ rooms, announce, nodeId });
  const region = settings.BEDSIDE_REGION;
  const nodeRow = new NodeRow({ pool, cluster, announce, leases, place, region, now, log });
  const otherNodes = createOtherNodes({ cluster, place });
  const handOverRooms = createHandOverRooms({ ...deps, rooms, leases, otherNodes, region });
  const nodeDrain = new NodeDrain({ rooms, loans, row: nodeRow, handOverRooms, otherNodes, log });
  const facts = await NodeFacts.open({ store, now, newId });
  const quality = new QualityRound({ rooms, metrics });
  const iceServers = createIceServers({ settings, now });
  let unwatch: (() => void) | undefined;
  let stopping: Promise<void> | undefined;

  async function stop(): Promise<void> {
    unwatch?.();
    nodeDrain.close();
    quality.close();
    rooms.closeAll();
    largeRooms.stop();
    sessions.close();
    await nodeRow.stop();
    await attendance.stop();
    pool.close();
  }

  return {
    name: 'media',
    sockets: mediaSockets({
      rooms,
      tokens: deps.tokens,
      iceServers,
      nodeRow,
      nodeDrain,
      facts,
      operator: deps.operator,
      nodeId,
      now,
      log,
    }),
    rpc: [mediaRpc({ rooms, leases, attendance, announce }), lendingRpc(loans)],
    checks: { media_workers: () => pool.demandWell() },
    async start() {
      await attendance.start();
      await nodeRow.start();
      unwatch = watchSignaling({ rooms, cluster, now });
      quality.start();
    },
    drain: () => nodeDrain.end(),
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

const workersFor = (cores: number) => Math.max(fewestWorkersUnasked, Math.min(cores, mostWorkersUnasked));

function openPool({ settings, now, log }: MediaDeps): Promise<WorkerPool> {
  const { BEDSIDE_RTC_PORT: firstPort, BEDSIDE_ANNOUNCED_ADDRESS: announcedAddress } = settings;
  const count = settings.BEDSIDE_MEDIA_WORKERS ?? workersFor(availableParallelism());
  const startWorker = (index: number) => {
    const port = firstPort === 0 ? 0 : firstPort + index;
    const listen = listenInfos({ port, announcedAddress, interfaces: networkInterfaces() });
    return MediaWorker.create({ listen, now });
  };
  return WorkerPool.create({ count, startWorker, log });
}
