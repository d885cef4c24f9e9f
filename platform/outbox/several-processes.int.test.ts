import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import { silentLog } from '#platform/log.ts';
import { openMongoStore } from '#platform/store/mongo/open-mongo-store.ts';
import type { Document } from '#platform/store/store.ts';
import { useMongo } from '../../test/kit/mongo-tests.ts';
import { pass } from '../../test/kit/until.ts';
import { thingMade } from '#platform/store/thing-made.kit.ts';
import { createStream } from './outbox.kit.ts';
import { createOutbox } from './outbox.ts';

type Thing = Document & { n: number };
type Take = (events: readonly EventEnvelope[]) => void | Promise<void>;
type Fault = 'none' | 'slow' | 'away' | 'cut off';

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const names = ['a', 'b', 'c'];

const mongo = useMongo();
let place: { url: string; database: string };
let stream: ReturnType<typeof createStream>;
let opened: { close: () => Promise<void> }[];

/** One more process, whose bus takes what and when `take` lets it. */
async function openProcess(take?: Take) {
  const store = await openMongoStore({ ...place, now: Date.now, log: silentLog });
  const things = await store.collection<Thing>({ name: 'things', indexes: {} });
  const outbox = createOutbox({
    store,
    bus: stream.bus(take, { keepPublishedMs: 60_000 }),
    log: silentLog,
    firstRetryMs: 1,
    longestRetryMs: 5,
    gatherMs: 1,
  });
  await outbox.start();
  const close = async () => {
    await outbox.stop();
    await store.close();
  };
  opened.push({ close });
  return {
    outbox,
    things,
    make: (_id: string) => things.insert({ _id, n: 0 }, { events: [thingMade(_id, 0)] }),
    /** Counts it up, and tells so. */
    tell: (_id: string) =>
      things.change(_id, (thing) => ({
        document: { ...thing, n: thing.n + 1 },
        events: [thingMade(_id, thing.n + 1)],
      })),
  };
}

describe('the outboxes of several processes on one database', () => {
  beforeEach(() => {
    place = mongo.place('several');
    stream = createStream();
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map(({ close }) => close()));
  });

  /** One that has committed and cannot publish yet, and another. */
  async function openTwo() {
    const held = Promise.withResolvers<void>();
    const [slow, other] = [await openProcess(() => held.promise), await openProcess()];
    return { slow, other, release: held.resolve };
  }

  it('publish what another one has committed before, and not published yet', async () => {
    const { slow, other, release } = await openTwo();
    await slow.make('a');
    await slow.tell('a');
    await other.tell('a');
    await other.outbox.drain();
    release();
    expect(stream.ns('a')).toEqual([0, 1, 2]);
    await slow.tell('a');
    await slow.outbox.drain();
    expect(stream.firsts('a')).toEqual(upTo(4));
  });

  it('do so for what was removed and made again, and what is replaced as it was once read', async () => {
    const { slow, other, release } = await openTwo();
    await slow.make('a');
    await slow.things.remove('a', 1);
    await other.things.insert({ _id: 'a', n: 0 }, { events: [thingMade('a', 1)] });
    const read = await slow.make('b');
    await other.things.replace(read, { events: [thingMade('b', 1)] });
    await other.outbox.drain();
    release();
    expect([stream.ns('a'), stream.ns('b')]).toEqual([upTo(2), upTo(2)]);
  });

  it('publish nothing again that is known to be published', async () => {
    const [one, other] = [await openProcess(), await openProcess()];
    await one.make('a');
    await one.outbox.drain();
    for (const writer of upTo(20).map((n) => (n % 3 ? one : other))) {
      await writer.tell('a');
      await writer.outbox.drain();
    }
    expect(stream.firsts('a')).toEqual(upTo(21));
    // Only the first one was published before anybody knew that others write there, too.
    expect(stream.ns('a')).toHaveLength(22);
  });

  const fault = fc.constantFrom<Fault>('none', 'none', 'slow', 'slow', 'away', 'cut off');
  const step = fc.record({
    writer: fc.nat(2),
    name: fc.constantFrom(...names),
    isAwaited: fc.boolean(),
    dies: fc.nat(14).map((n) => n === 0),
  });

  it('keep the order whoever is slow, fails or dies, and lose nothing', async () => {
    const steps = fc.array(step, { minLength: 10, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, fc.array(fault, { maxLength: 40 }), async (todo, faults) => {
        place = mongo.place('several');
        stream = createStream();
        await writeAll(todo, faults);
        const last = await openProcess();
        await last.outbox.drain();
        for (const name of names) {
          const { n } = await last.things.get(name);
          expect(stream.firsts(name)).toEqual(upTo(n + 1));
        }
        await Promise.all(opened.splice(0).map(({ close }) => close()));
      }),
      { numRuns: 8 },
    );
  });
});

type Step = { writer: number; name: string; isAwaited: boolean; dies: boolean };

/** Three processes write to three things; what they publish meets the faults in turn, and none when these are over. */
async function writeAll(steps: readonly Step[], faults: Fault[]): Promise<void> {
  const open = async () => {
    const life = { isOver: false };
    return {
      life,
      process: await openProcess((events) => meet(life.isOver ? 'away' : faults.shift(), events)),
    };
  };
  const processes = await Promise.all(names.map(open));
  await Promise.all(names.map((name, n) => processes[n]!.process.make(name)));
  const told: Promise<unknown>[] = [];
  for (const { writer, name, isAwaited, dies } of steps) {
    // What it has committed and not published is left to the others.
    if (dies) {
      processes[writer]!.life.isOver = true;
      processes[writer] = await open();
    }
    told.push(processes[writer]!.process.tell(name));
    if (isAwaited) await told.at(-1);
  }
  await Promise.all(told);
}

async function meet(fault: Fault = 'none', events: readonly EventEnvelope[]): Promise<void> {
  if (fault === 'none') return;
  if (fault === 'slow') return pass(10);
  if (fault === 'cut off') stream.taken.push(...events.slice(0, Math.ceil(events.length / 2)));
  throw new Refusal('unavailable', 'away');
}
