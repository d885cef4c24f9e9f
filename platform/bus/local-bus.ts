import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Store } from '#platform/store/store.ts';
import type { Bus, DeadLetter, Subscriber, Subscription } from './bus.ts';
import { Cursors } from './local/cursors.ts';
import { DeadLetters } from './local/dead-letters.ts';
import { EventLog } from './local/event-log.ts';
import { Group, type GroupDeps, type Tuning } from './local/group.ts';
import { type EventRegistry, parseEvent } from './parse-event.ts';

type Deps = { store: Store; registry: EventRegistry; now: Now; log: Log; tuning?: Partial<Tuning & Keeping> };

type Keeping = {
  /** An event that every known group has passed is kept this long for groups that come later. */
  keptForNewGroupsMs: number;
  /** No event is kept longer. */
  keptMs: number;
  trimEveryMs: number;
};

const usual: Tuning & Keeping = {
  tries: 12,
  firstRetryMs: 100,
  longestRetryMs: 30_000,
  handlerDeadlineMs: 30_000,
  mostAtOnce: 32,
  saveEveryMs: 100,
  keptForNewGroupsMs: 600_000,
  keptMs: 7 * 86_400_000,
  trimEveryMs: 30_000,
};

/** The bus of one process: delivered in memory, kept in a store of its own, so that a crash repeats and never loses. */
export async function createLocalBus({ store, registry, now, log, tuning: given }: Deps): Promise<Bus> {
  const tuning = { ...usual, ...given };
  const events = await EventLog.open({ store, now, keptMs: tuning.keptMs });
  const cursors = await Cursors.open(store);
  events.startAfter(await cursors.furthest());
  const dead = await DeadLetters.open(store, now);
  return new LocalBus({ registry, now, log, tuning, events, cursors, dead });
}

type Parts = {
  registry: EventRegistry;
  now: Now;
  log: Log;
  tuning: Tuning & Keeping;
  events: EventLog;
  cursors: Cursors;
  dead: DeadLetters;
};

/** For groups that end with the process: nothing has to wait for them. */
const placesOfThisRun: GroupDeps['cursors'] = { begin: async () => 0, save: async () => undefined };

class LocalBus implements Bus {
  readonly #parts: Parts;
  readonly #groups = new Map<string, Promise<Group>>();
  readonly #trimming: NodeJS.Timeout;
  /** Groups that save their last position; whoever opens the same one waits for it. */
  readonly #closing = new Map<string, Promise<void>>();
  #open: Group[] = [];
  #isClosed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#trimming = setInterval(() => this.#trim(), parts.tuning.trimEveryMs).unref();
  }

  async publish(events: readonly EventEnvelope[]): Promise<void> {
    if (this.#isClosed) throw new Refusal('unavailable', 'The bus is closed.');
    if (events.length === 0) return;
    await this.#parts.events.append(events.map((event) => parseEvent(this.#parts.registry, event)));
    for (const group of this.#open) group.wake();
  }

  async subscribe(subscriber: Subscriber): Promise<Subscription> {
    if (this.#isClosed) throw new Refusal('unavailable', 'The bus is closed.');
    const opening = this.#groups.get(subscriber.group) ?? this.#openGroup(subscriber);
    const group = await opening;
    group.join(subscriber);
    return { close: () => this.#leave(group, subscriber) };
  }

  deadLetters(group: string): Promise<DeadLetter[]> {
    return this.#parts.dead.list(group);
  }

  async replay(name: string, ids: readonly string[]): Promise<void> {
    const group = await this.#groups.get(name);
    if (group === undefined) throw new Refusal('unavailable', `Nobody listens for ${name}.`);
    const { dead, registry } = this.#parts;
    for (const id of ids) {
      const { event } = await dead.get(name, id);
      try {
        await group.deliver(parseEvent(registry, event));
        await dead.remove(id);
      } catch (error) {
        await dead.noteFailure(id, error instanceof Error ? error.message : String(error));
      }
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#trimming);
    const groups = await Promise.all(this.#groups.values());
    await Promise.all([...groups.map((group) => group.close()), ...this.#closing.values()]);
  }

  #openGroup({ group: name, forgetAfterMs }: Subscriber): Promise<Group> {
    const closing = this.#closing.get(name) ?? Promise.resolve();
    const cursors = forgetAfterMs === undefined ? this.#parts.cursors : placesOfThisRun;
    const opening = closing.then(() => Group.open({ ...this.#parts, cursors, name }));
    this.#groups.set(name, opening);
    return opening.then(
      (group) => {
        this.#open.push(group);
        return group;
      },
      (error: unknown) => {
        this.#groups.delete(name);
        throw error;
      },
    );
  }

  async #leave(group: Group, subscriber: Subscriber): Promise<void> {
    if (!group.leave(subscriber)) return;
    this.#open = this.#open.filter((other) => other !== group);
    this.#groups.delete(subscriber.group);
    const closing = group.close();
    this.#closing.set(subscriber.group, closing);
    await closing;
  }

  async #trim(): Promise<void> {
    const { cursors, events, now, tuning, log } = this.#parts;
    try {
      const passed = await cursors.slowest();
      if (passed !== undefined) await events.trim(passed, now() - tuning.keptForNewGroupsMs);
    } catch (err) {
      log.warn({ err }, 'old events could not be removed');
    }
  }
}
