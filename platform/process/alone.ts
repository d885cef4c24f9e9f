import { join } from 'node:path';
import { eventRegistry } from '#contracts/events/registry.ts';
import { createLocalBus } from '#platform/bus/local-bus.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { createLocalRpc } from '#platform/rpc/local-rpc.ts';
import { openSocketServer } from '#platform/sockets/socket-server.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { GroundDeps, Grounds } from './grounds.ts';
import { createWriteCheck } from './write-check.ts';

/** The way of running alone: files, memory and direct calls. */
export async function openAlone({
  settings,
  log,
  metrics,
  health,
  lifecycle,
  tools,
}: GroundDeps): Promise<Grounds> {
  const openStore = async (name: string) => {
    const file = join(settings.BEDSIDE_DATA, `${name}.sqlite`);
    const store = await openSqliteStore({ file, now: tools.now });
    lifecycle.add({ name: `${name}'s store`, stop: () => store.close() });
    return store;
  };
  const busStore = await openStore('bus');
  const bus = await createLocalBus({ store: busStore, registry: eventRegistry, log, ...tools });
  lifecycle.add({ name: 'bus', stop: () => bus.close() });
  const cluster = createMemoryCluster({ log, ...tools });
  lifecycle.add({ name: 'cluster', stop: () => cluster.close() });
  health.add('data', await createWriteCheck({ store: busStore, ...tools }));
  const rpc = createLocalRpc({ log, metrics, newId: tools.newId });
  return {
    isAlone: true,
    openStore,
    bus,
    cluster,
    transport: rpc,
    mountRpc: (services) => rpc.mount(...services),
    mounts: [],
    openSockets: (server) => openSocketServer(server),
    holdLifeline: () => ({ close: () => undefined }),
  };
}
