import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** Notices to rooms in turn, at even times. */
export const Told = z.object({ rooms: z.array(z.string()).min(1), count: z.int(), perSecond: z.number() });

const tickMs = 2;

export async function tellEvenly(
  { rooms, count, perSecond }: z.infer<typeof Told>,
  tell: (room: string, key: string) => void,
): Promise<void> {
  const startedAt = performance.now();
  for (let told = 0; told < count; await pause(tickMs)) {
    const due = Math.min(count, ((performance.now() - startedAt) * perSecond) / 1_000);
    for (; told < due; told++) tell(rooms[told % rooms.length] ?? '', randomUUID());
  }
}
