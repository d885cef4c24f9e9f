import { everyEvent } from '#contracts/events/registry.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import type { Bus, Subscription } from '#platform/bus/bus.ts';
import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Service } from '#platform/service.ts';
import type { Store } from '#platform/store/store.ts';
import { openAnchorFile } from './chain/anchor-file.ts';
import { everyAnchor, openKeptAnchors } from './chain/kept-anchors.ts';
import { verifyChain } from './chain/verify-chain.ts';
import { createWatchChain } from './chain/watch-chain.ts';
import { createAppendEntry } from './entries/append-entry.ts';
import { entryOfEvent } from './entries/entry-of-event.ts';
import { openEntryStore } from './entries/entry-store.ts';
import { auditRoutes } from './routes.ts';

type Deps = {
  store: Store;
  bus: Bus;
  recordAccess: RecordAccess;
  anchorFile: string;
  /** Whether the service may run on another machine next time, where the file is not. */
  mayMove?: boolean;
  now: Now;
  log: Log;
  /** How often every chain is checked from its beginning, in milliseconds. */
  checkEveryMs?: number;
};

/** The tamper-evident trail: every event becomes an entry, each entry holds the hash of the one before it. */
export async function createAudit(deps: Deps): Promise<Service> {
  const { store, bus, recordAccess, now, log, mayMove = false, checkEveryMs = 30_000 } = deps;
  const entries = await openEntryStore(store);
  const anchors = everyAnchor([
    openAnchorFile(deps.anchorFile),
    ...(mayMove ? [await openKeptAnchors(store)] : []),
  ]);
  const chain = createWatchChain({ entries, anchors, now, log });
  const appendEntry = createAppendEntry({ entries, now });
  let subscription: Subscription | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function checkAll(): Promise<void> {
    await chain
      .checkAll()
      .catch((error: unknown) => log.error({ err: error }, 'the audit trail could not be checked'));
    timer = setTimeout(() => void checkAll(), checkEveryMs).unref();
  }

  return {
    name: 'audit',
    routes: [auditRoutes({ entries, chain, recordAccess })],
    async start() {
      subscription = await bus.subscribe({
        group: 'audit',
        types: everyEvent.map((event) => event.type),
        handle: async (event) => {
          await appendEntry(entryOfEvent(event));
          chain.know(event.tenantId);
        },
      });
      timer = setTimeout(() => void checkAll(), checkEveryMs).unref();
    },
    async stop() {
      clearTimeout(timer);
      await subscription?.close();
    },
  };
}

type Stored = { store: Pick<Store, 'collection'>; anchorFiles: readonly string[]; mayMove?: boolean };

/** For the verifier that runs beside the server: every tenant's chain, from its store and its anchors alone. */
export async function* verifyStoredChains({ store, anchorFiles, mayMove = false }: Stored) {
  const entries = await openEntryStore(store);
  const places = [...anchorFiles.map(openAnchorFile), ...(mayMove ? [await openKeptAnchors(store)] : [])];
  const anchors = await everyAnchor(places).read();
  const tenants = new Set(anchors.map((anchor) => anchor.tenantId));
  for (let id = await entries.findTenantAfter(''); id !== undefined; id = await entries.findTenantAfter(id))
    tenants.add(id);
  for (const tenantId of tenants)
    yield {
      tenantId,
      ...(await verifyChain({
        listFrom: (fromSeq, limit) => entries.listFrom(tenantId, fromSeq, limit),
        anchors: anchors.filter((anchor) => anchor.tenantId === tenantId),
      })),
    };
}
