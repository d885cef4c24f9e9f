import type { EventEnvelope } from '#contracts/event.ts';
import type { Log } from '#platform/log.ts';
import type { Subscriber } from '../bus.ts';
import { Consumers, type DeliveryTuning, headOf, type Item } from '../consumers.ts';
import type { EventRegistry } from '../parse-event.ts';
import type { Cursors } from './cursors.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Entry, EventLog, Reader } from './event-log.ts';
import { Lanes } from './lanes.ts';
import { Window } from './window.ts';

export type Tuning = DeliveryTuning & {
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
  cursors: Pick<Cursors, 'begin' | 'save'>;
  dead: DeadLetters;
  tuning: Tuning;
};

type PlacedItem = Item & { position: number };

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
  readonly #consumers: Consumers;
  readonly #lanes: Lanes<PlacedItem>;
  readonly #window: Window;
  readonly #reader: Reader;
  #saved: number;
  #saving: NodeJS.Timeout | undefined;
  #isOpen = true;
  #hasNews = true;
  #wake: () => void = () => undefined;
  #pumping: Promise<void> = Promise.resolve();

  private constructor(deps: GroupDeps, position: number) {
    this.#deps = deps;
    this.#reader = deps.events.readFrom(position);
    this.#saved = position;
    this.#window = new Window(position);
    this.#consumers = new Consumers({ ...deps, group: deps.name });
    this.#lanes = new Lanes({
      mostAtOnce: deps.tuning.mostAtOnce,
      attempt: (delivery) => this.#consumers.attempt(delivery),
      onDone: (item) => this.#finish(item),
    });
  }

  join(member: Subscriber): void {
    this.#consumers.join(member);
    this.wake();
  }

  /** Says whether nobody is left. */
  leave(member: Subscriber): boolean {
    return this.#consumers.leave(member);
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
    this.#reader.close();
    await this.#lanes.close();
    clearTimeout(this.#saving);
    await this.#save();
  }

  /** Hands one event to one of the group's consumers, once. */
  deliver(event: EventEnvelope): Promise<void> {
    return this.#consumers.deliver(event);
  }

  async #pump(): Promise<void> {
    while (this.#isOpen) {
      this.#hasNews = false;
      const isFull = this.#window.size >= widestWindow;
      const entries = isFull || this.#consumers.isEmpty ? [] : await this.#readMore();
      for (const entry of entries) this.#take(entry);
      if (entries.length === 0 && !this.#hasNews)
        await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async #readMore(): Promise<readonly Entry[]> {
    try {
      return await this.#reader.next();
    } catch (err) {
      this.#deps.log.error({ group: this.#deps.name, err }, 'the event log cannot be read');
      setTimeout(() => this.wake(), this.#deps.tuning.longestRetryMs).unref();
      return [];
    }
  }

  #take({ position, events, isParsed }: Entry): void {
    const wanted = events
      .map((event) => ({ event, ...headOf(event) }))
      .filter(({ type }) => this.#consumers.types.has(type));
    this.#window.take(position, wanted.length);
    for (const { event, id, key } of wanted) this.#lanes.add(key, { position, eventId: id, event, isParsed });
    if (wanted.length === 0) this.#saveSoon();
  }

  #finish({ position }: PlacedItem): void {
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
