import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startChild, untilSaid } from '../../../test/kit/child.ts';
import { until } from '../../../test/kit/until.ts';

const program = fileURLToPath(new URL('./publish-until-killed.program.ts', import.meta.url));
const writers = 6;

it('delivers every committed event in the order of its key, whenever the process is killed', {
  timeout: 60_000,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'bedside-bus-crash-'));
  const committed = new Map<string, number>();
  const handled = new Map<string, number[]>();
  const note = (lines: readonly string[]) => {
    for (const line of lines) {
      const [kind, key = '', n = '0'] = line.split(' ');
      if (kind === 'committed') committed.set(key, Math.max(committed.get(key) ?? 0, Number(n)));
      if (kind === 'handled') handled.set(key, [...(handled.get(key) ?? []), Number(n)]);
    }
  };
  for (const wanted of [3, 60, 333, 1_500]) {
    const child = startChild(program, [directory, String(writers)]);
    await untilSaid(child, 'ready');
    await until(() => child.lines().length > wanted, { withinMs: 25_000 });
    await child.kill();
    note(child.lines());
  }
  const last = startChild(program, [directory, '0']);
  await untilSaid(last, 'drained');
  await until(
    () => {
      const lines = new Set(last.lines());
      const isHandled = (key: string, n: number) =>
        handled.get(key)?.includes(n) || lines.has(`handled ${key} ${n}`);
      return [...committed].every(([key, n]) => isHandled(key, n));
    },
    { withinMs: 25_000 },
  );
  await last.kill();
  note(last.lines());

  expect(committed.size).toBe(writers);
  for (const [key, most] of committed) {
    const firstTimes = [...new Set(handled.get(key))];
    expect(firstTimes.length).toBeGreaterThanOrEqual(most);
    expect(firstTimes).toEqual(Array.from({ length: firstTimes.length }, (_, n) => n + 1));
  }
  await rm(directory, { recursive: true });
});
