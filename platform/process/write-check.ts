import type { HealthCheck } from '#platform/health.ts';
import type { Now } from '#platform/clock.ts';
import type { Document, Store } from '#platform/store/store.ts';

type Probe = Document & { writtenAt: number };

const mostOftenMs = 1_000;

/** Whether what is written becomes durable at this moment: not on a full or broken disk. Asks at most once a second. */
export async function createWriteCheck({ store, now }: { store: Store; now: Now }): Promise<HealthCheck> {
  const probes = await store.collection<Probe>({ name: 'probes', indexes: {} });
  if (!(await probes.findById('probe'))) await probes.insert({ _id: 'probe', writtenAt: now() });
  let checkedAt = now();
  return async () => {
    if (now() - checkedAt < mostOftenMs) return;
    await probes.change('probe', (probe) => ({ document: { ...probe, writtenAt: now() } }));
    checkedAt = now();
  };
}
