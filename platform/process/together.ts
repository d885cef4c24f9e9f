import { eventRegistry } from '#contracts/events/registry.ts';
import { createRedisBus } from '#platform/bus/redis/redis-bus.ts';
import { createRedisCluster } from '#platform/cluster/redis-cluster.ts';
import { rememberNodes } from '#platform/cluster/remember-nodes.ts';
import type { Mount } from '#platform/http/create-app.ts';
import { openRedis } from '#platform/redis/open-redis.ts';
import type { BoundRpc } from '#platform/rpc/bind-rpc.ts';
import { createHttpRpc } from '#platform/rpc/http/http-rpc.ts';
import { createLifelineDoor, createLifelines } from '#platform/rpc/http/lifeline.ts';
import { createRpcDoor } from '#platform/rpc/http/rpc-door.ts';
import { createLocalRpc } from '#platform/rpc/local-rpc.ts';
import { MountedRpc } from '#platform/rpc/mounted-rpc.ts';
import { preferLocal } from '#platform/rpc/prefer-local.ts';
import { openRedisAdapter } from '#platform/sockets/redis/redis-adapter.ts';
import { answerRelay, createRelay } from '#platform/sockets/relay.ts';
import { openSocketServer } from '#platform/sockets/socket-server.ts';
import { openMongoStore } from '#platform/store/mongo/open-mongo-store.ts';
import { keepRow } from '#platform/cluster/keep-row.ts';
import type { GroundDeps, Grounds } from './grounds.ts';

type Deps = GroundDeps & {
  mongoUrl: string;
  redisUrl: string;
  /** Where sisters reach this process. */
  address: string;
  nodeId: string;
  instanceId: string;
};

/** The way of running together: MongoDB, Redis, and calls over HTTP to the services of other processes. */
export async function openTogether(deps: Deps): Promise<Grounds> {
  const { settings, log, metrics, health, lifecycle, tools, tokens, address, nodeId, instanceId } = deps;
  const installation = settings.BEDSIDE_INSTALLATION;
  const redis = await openRedis({ url: deps.redisUrl, prefix: installation, log });
  lifecycle.add({ name: 'redis', stop: async () => redis.close() });
  health.add('redis', () => redis.check());
  const cluster = createRedisCluster({ redis, log, now: tools.now });
  lifecycle.add({ name: 'cluster', stop: () => cluster.close() });
  const self = keepRow({
    cluster,
    kind: 'process',
    nodeId,
    instanceId,
    // It was away for so long that another stands in its place: what it still holds is not its own any more.
    onTaken: () => process.emit('SIGTERM'),
    log,
    now: tools.now,
  });
  await self.start();
  lifecycle.add({ name: 'row', stop: () => self.stop() });
  const bus = await createRedisBus({ redis, registry: eventRegistry, cluster, log, ...tools });
  lifecycle.add({ name: 'bus', stop: () => bus.close() });

  const signServiceToken = (audience: string) => tokens.signService(nodeId, audience);
  const verifyServiceToken = (token: string, audience: string) => tokens.verifyService(token, audience);
  const local = createLocalRpc({ log, metrics, newId: tools.newId });
  const mounted = new MountedRpc();
  const addresses = settings.BEDSIDE_SISTERS;
  const remote = createHttpRpc({
    addressOf: (service) => addresses.get(service),
    signServiceToken,
    metrics,
    log,
  });
  const transport = preferLocal({ local, remote, ownAddress: address });
  lifecycle.add({ name: 'calls to sisters', stop: () => transport.close() });
  const lifelines = createLifelineDoor({ verifyServiceToken });
  lifecycle.add({ name: 'lifelines', stop: async () => lifelines.close() });
  const rpcDoor = createRpcDoor({ mounted, verifyServiceToken, log, metrics, newId: tools.newId });
  const rpcMount: Mount = {
    path: '/rpc',
    async handle(request, response) {
      if (!(await lifelines.answer(request, response))) await rpcDoor(request, response);
    },
  };

  function mountRpc(services: readonly BoundRpc[]): void {
    local.mount(...services);
    mounted.mount(...services);
  }

  return {
    isAlone: false,
    async openStore(name) {
      const database = `${installation}_${name}`;
      const store = await openMongoStore({ url: deps.mongoUrl, database, log, now: tools.now });
      lifecycle.add({ name: `${name}'s store`, stop: () => store.close() });
      health.add(`${name}'s database`, store.check);
      return store;
    },
    bus,
    cluster,
    transport,
    mountRpc,
    mounts: [rpcMount],
    openSockets(server) {
      const adapter = openRedisAdapter(redis);
      lifecycle.add({ name: 'sockets of other nodes', stop: async () => adapter.close() });
      const signaling = rememberNodes(cluster, 'signaling');
      lifecycle.add({ name: 'signaling nodes', stop: async () => signaling.close() });
      const relay = createRelay({
        transport,
        nodes: () =>
          signaling
            .rows()
            .flatMap(({ data }) => (typeof data['address'] === 'string' ? [data['address']] : []))
            .filter((one) => one !== address),
        isNeeded: () => !adapter.isOpen(),
        log,
      });
      const sockets = openSocketServer(server, { adapter, relay });
      if (server) mountRpc([answerRelay(sockets.io)]);
      return sockets;
    },
    holdLifeline: createLifelines({ signServiceToken }),
  };
}
