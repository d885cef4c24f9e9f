import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Log } from '#platform/log.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import type { Subscriber } from '../bus.ts';
import { type EventRegistry, parseEvent } from '../parse-event.ts';
import type { Cursors } from './cursors.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Entry, EventLog } from './event-log.ts';
import { type Delivery, Lanes } from './lanes.ts';
import { Window } from './window.ts';

export type Tuning = {
  /** Deliveries of one event before it goes to the dead letters. */
  tries: number;
  firstRetryMs: number;
  longestRetryMs: number;
  handlerDeadlineMs: number;
  /** Events of different keys that one group handles at the same time. */
  mostAtOnce: number;
  /** How often a group's position is written; a crash repeats what was handled since. */
  saveEveryMs: number;
};

export type GroupDeps = {
  name: string;
  log: Log;
  registry: EventRegistry;
  events: EventLog;
  cursors: Cursors;
  dead: DeadLetters;
  tuning: Tuning;
};

type Item = { position: number; eventId: string; event: unknown; isParsed: boolean };

/** How many entries a group may be ahead of its oldest unfinished one. */
const widestWindow = 1_000;

/** One group of consumers: reads the log in order, hands the events out, and keeps how far it has come. */
export class Group {
  static async open(deps: GroupDeps): Promise<Group> {
    const group = new Group(deps, await deps.cursors.begin(deps.name));
    group.#pumping = group.#pump();
    return group;
  }

  readonly #deps: GroupDeps;
  readonly #members: Subscriber[] = [];
  #types: ReadonlySet<string> = new Set();
  readonly #lanes: Lanes<Item>;
  readonly #window: Window;
  #turn = 0;
  #read: number;
  #saved: number;
  #saving: NodeJS.Timeout | undefined;
  #isOpen = true;
  #hasNews = true;
  #wake: () => void = () => undefined;
  #pumping: Promise<void> = Promise.resolve();

  private constructor(deps: GroupDeps, position: number) {
    this.#deps = deps;
    this.#read = position;
    this.#saved = position;
    this.#window = new Window(position);
    this.#lanes = new Lanes({
      mostAtOnce: deps.tuning.mostAtOnce,
      attempt: (delivery) => this.#attempt(delivery),
      onDone: (item) => this.#finish(item),
    });
  }

  /** Consumers of one group are alike: they share its events, so each must take them all. */
  join(member: Subscriber): void {
    const types = new Set(member.types);
    const isAlike = types.size === this.#types.size && member.types.every((type) => this.#types.has(type));
    if (this.#members.length > 0 && !isAlike) {
      throw new TypeError(`Consumers of the group ${member.group} must name the same types.`);
    }
    this.#types = types;
    this.#members.push(member);
    this.wake();
  }

  /** Says whether nobody is left. */
  leave(member: Subscriber): boolean {
    const place = this.#members.indexOf(member);
    if (place >= 0 && this.#members.length > 1) this.#members.splice(place, 1);
    else return place >= 0;
    return false;
  }

  /** There may be more to read. */
  wake(): void {
    this.#hasNews = true;
    this.#wake();
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.wake();
    await this.#pumping;
    await this.#lanes.close();
    clearTimeout(this.#saving);
    await this.#save();
  }

  /** Hands one event to one of the group's consumers, once. */
  async deliver(event: EventEnvelope): Promise<void> {
    const member = this.#members[this.#turn++ % this.#members.length];
    if (member === undefined) throw new Refusal('unavailable', `Nobody listens for ${this.#deps.name}.`);
    const { handlerDeadlineMs } = this.#deps.tuning;
    await withDeadline(() => member.handle(event), handlerDeadlineMs, `${this.#deps.name} on ${event.type}`);
  }

  async #pump(): Promise<void> {
    while (this.#isOpen) {
      this.#hasNews = false;
      const isFull = this.#window.size >= widestWindow;
      const entries = isFull || this.#members.length === 0 ? [] : await this.#readMore();
      for (const entry of entries) this.#take(entry);
      if (entries.length === 0 && !this.#hasNews)
        await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async #readMore(): Promise<readonly Entry[]> {
    try {
      return await this.#deps.events.readAfter(this.#read);
    } catch (err) {
      this.#deps.log.error({ group: this.#deps.name, err }, 'the event log cannot be read');
      setTimeout(() => this.wake(), this.#deps.tuning.longestRetryMs).unref();
      return [];
    }
  }

  #take({ position, events, isParsed }: Entry): void {
    this.#read = position;
    const wanted = events
      .map((event) => ({ event, ...headOf(event) }))
      .filter(({ type }) => this.#types.has(type));
    this.#window.take(position, wanted.length);
    for (const { event, id, key } of wanted) this.#lanes.add(key, { position, eventId: id, event, isParsed });
    if (wanted.length === 0) this.#saveSoon();
  }

  /** Gives the wait before the next try, or undefined when the event was handled or is among the dead letters. */
  async #attempt(delivery: Delivery<Item>): Promise<number | undefined> {
    const { item } = delivery;
    const { registry, tuning, log, name: group } = this.#deps;
    let isUnreadable = true;
    try {
      // What comes from this process's own memory was parsed when it was published.
      const event = item.isParsed ? (item.event as EventEnvelope) : parseEvent(registry, item.event);
      isUnreadable = false;
      await this.deliver(event);
      return undefined;
    } catch (err) {
      const failures = ++delivery.failures;
      log.warn({ group, eventId: item.eventId, failures, err }, 'an event was not handled');
      const isOver = (isUnreadable || failures >= tuning.tries) && (await this.#bury(item, err));
      return isOver ? undefined : retryWait(failures, tuning);
    }
  }

  /** Says whether the dead letter is durable; if not, the event is tried again. */
  async #bury({ event, eventId }: Item, error: unknown): Promise<boolean> {
    const { name: group, dead, log } = this.#deps;
    try {
      await dead.add({
        group,
        eventId,
        event,
        reason: error instanceof Error ? error.message : String(error),
      });
      log.error({ group, eventId }, 'an event went to the dead letters');
      return true;
    } catch (err) {
      log.error({ group, eventId, err }, 'a dead letter could not be written');
      return false;
    }
  }

  #finish({ position }: Item): void {
    const wasFull = this.#window.size >= widestWindow;
    this.#window.finishOne(position);
    if (wasFull) this.wake();
    this.#saveSoon();
  }

  #saveSoon(): void {
    this.#saving ??= setTimeout(() => {
      this.#saving = undefined;
      this.#save().catch((err: unknown) => {
        this.#deps.log.warn({ group: this.#deps.name, err }, 'a position could not be saved');
      });
    }, this.#deps.tuning.saveEveryMs).unref();
  }

  async #save(): Promise<void> {
    const { done } = this.#window;
    if (done === this.#saved) return;
    await this.#deps.cursors.save(this.#deps.name, done);
    this.#saved = done;
  }
}

const retryWait = (failures: number, { firstRetryMs, longestRetryMs }: Tuning) =>
  Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(20, failures - 1));

/** What is needed to sort an event, of one that may not parse. */
function headOf(event: unknown): { id: string; type: string; key: string } {
  const head: { id?: unknown; type?: unknown; key?: unknown } =
    typeof event === 'object' && event !== null ? event : {};
  return { id: String(head.id), type: String(head.type), key: String(head.key) };
}
