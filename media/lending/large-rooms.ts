import type { RoomPlace } from '#contracts/call/place.ts';
import type { NewId, Now, Random } from '#platform/clock.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';
import { rememberNodes } from '#platform/cluster/remember-nodes.ts';
import { watchLosses } from '#platform/cluster/watch-losses.ts';
import type { Log } from '#platform/log.ts';
import { Lenders } from '../borrowing/lenders.ts';
import type { SisterNode } from '../ports.ts';
import type { MediaSettings } from '../settings.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { Loans } from './loans.ts';
import { createPipeEnds } from './pipe-ends.ts';

type Deps = {
  settings: MediaSettings;
  pool: WorkerPool;
  cluster: Pick<Cluster, 'watch'>;
  place: RoomPlace;
  sisterAt: (address: string) => SisterNode;
  random: Random;
  now: Now;
  newId: NewId;
  log: Log;
};

/** What this node lends to large rooms of others, and what it borrows for its own: both end with the other process. */
export function createLargeRooms(deps: Deps) {
  const { settings, pool, cluster, now, log } = deps;
  const pipes = createPipeEnds({
    announced: settings.BEDSIDE_PIPE_ADDRESS,
    firstPort: settings.BEDSIDE_PIPE_PORT,
  });
  const nodes = rememberNodes(cluster, 'media');
  const region = settings.BEDSIDE_REGION;
  const lenders = new Lenders({ ...deps, nodes, lenderAt: deps.sisterAt, pipes, region });
  const loans = new Loans({ pickWorker: () => pool.pick(), pipes, log });
  const losses = watchLosses({
    cluster,
    kind: 'media',
    now,
    onLost(instanceId) {
      lenders.onNodeLost(instanceId);
      loans.onOwnerLost(instanceId);
    },
  });
  return {
    lenders,
    loans,
    stop() {
      losses.close();
      nodes.close();
      loans.closeAll();
    },
  };
}
