import { writeSync } from 'node:fs';
import { systemNow } from '#platform/clock.ts';
import type { Document } from '../store.ts';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';
import { thingMade } from '../thing-made.kit.ts';

// Run by a test, which kills it: it writes as fast as it can and says of each write that it was acknowledged.

const [file = ''] = process.argv.slice(2);
const store = await openSqliteStore({ file, now: systemNow });
const things = await store.collection<Document & { n: number }>({ name: 'things', indexes: {} });
const tell = (line: string) => writeSync(1, `${line}\n`);
const event = (n: number) => thingMade('k', n);

if ((await things.findById('counter')) === undefined) await things.insert({ _id: 'counter', n: 0 });
tell('ready');

async function insertForEver(writer: number): Promise<void> {
  for (let n = 0; ; n++) {
    const one = event(n);
    const { _id } = await things.insert({ _id: `${process.pid} ${writer} ${n}`, n }, { events: [one] });
    tell(`inserted ${one.id} ${_id}`);
  }
}

async function countForEver(): Promise<void> {
  for (;;) {
    const { n } = await things.change('counter', (counter) => ({
      document: { ...counter, n: counter.n + 1 },
    }));
    tell(`counted ${n}`);
  }
}

await Promise.all([
  ...Array.from({ length: 8 }, (_, writer) => insertForEver(writer)),
  countForEver(),
  countForEver(),
]);
