import type { RoomPlace } from '#contracts/call/place.ts';
import { CallSocket } from '#contracts/sockets/call.ts';
import { everySocket } from '#contracts/sockets/every-socket.ts';
import { SessionsSocket } from '#contracts/sockets/sessions.ts';
import type { Random } from '#platform/clock.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';
import type { Log } from '#platform/log.ts';
import type { HoldLifeline } from '#platform/rpc/http/lifeline.ts';
import type { RpcTransport } from '#platform/rpc/rpc.ts';
import { remoteSockets } from '#platform/sockets/remote-sockets.ts';
import type { BoundSocketService } from '#platform/sockets/socket-service.ts';
import { everyMediaNode } from './every-media-node.ts';
import { MediaNodes } from './media-nodes.ts';
import { PlacedMedia } from './placed-media.ts';
import { RoomPlaces } from './room-places.ts';

type Deps = {
  /** Those of this process. */
  services: readonly BoundSocketService[];
  place: RoomPlace;
  cluster: Cluster;
  transport: RpcTransport;
  holdLifeline: HoldLifeline;
  region: string;
  random: Random;
  log: Log;
};

/**
 * What answers each socket contract while services are in several processes: the one here, else the sister by RPC. A
 * call goes to the media node that holds its room, wherever media is.
 */
export function bindSisters(deps: Deps) {
  const { place, cluster, transport, region, log } = deps;
  const nodes = new MediaNodes({ ...deps, log });
  const placed = new PlacedMedia({ ...deps, nodes, places: new RoomPlaces(cluster) });
  const ways = new Map<object, Pick<RpcTransport, 'send'>>([
    [CallSocket, placed],
    [SessionsSocket, everyMediaNode({ transport, nodes })],
  ]);
  const services = everySocket.map(({ service, contract }): BoundSocketService => {
    const way = ways.get(contract);
    const here = deps.services.find((one) => one.contract === contract);
    if (here && !way) return here;
    const held = { nodeId: place.instanceId, region };
    return remoteSockets({ service, contract, transport: way ?? transport, ...held });
  });
  return {
    services,
    async start(): Promise<void> {
      await nodes.start();
      placed.start();
    },
    stop: () => nodes.stop(),
  };
}
