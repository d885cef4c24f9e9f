import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Random } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import type { Subscriber } from './bus.ts';
import type { Delivery } from './local/lanes.ts';
import { type EventRegistry, parseEvent } from './parse-event.ts';

export type DeliveryTuning = {
  /** Deliveries of one event before it goes to the dead letters. */
  tries: number;
  firstRetryMs: number;
  longestRetryMs: number;
  handlerDeadlineMs: number;
};

/** An event on its way. One that comes from this process's own memory was parsed when it was published. */
export type Item = { eventId: string; event: unknown; isParsed: boolean };

type BuryRequest = { group: string; eventId: string; event: unknown; reason: string };

type Deps = {
  group: string;
  registry: EventRegistry;
  dead: { add(letter: BuryRequest): Promise<void> };
  tuning: DeliveryTuning;
  log: Log;
  /** Shortens waits by up to a half, so that many do not try again at the same moment. */
  random?: Random;
};

/** Those who listen in one group in this process, and how often an event is tried with them. */
export class Consumers {
  readonly #deps: Deps;
  readonly #members: Subscriber[] = [];
  #types: ReadonlySet<string> = new Set();
  #turn = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  get types(): ReadonlySet<string> {
    return this.#types;
  }

  get isEmpty(): boolean {
    return this.#members.length === 0;
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
  }

  /** Says whether nobody is left. */
  leave(member: Subscriber): boolean {
    const place = this.#members.indexOf(member);
    if (place >= 0 && this.#members.length > 1) this.#members.splice(place, 1);
    else return place >= 0;
    return false;
  }

  /** Hands one event to one of them, once. */
  async deliver(event: EventEnvelope): Promise<void> {
    const { group, tuning } = this.#deps;
    const member = this.#members[this.#turn++ % this.#members.length];
    if (member === undefined) throw new Refusal('unavailable', `Nobody listens for ${group}.`);
    await withDeadline(() => member.handle(event), tuning.handlerDeadlineMs, `${group} on ${event.type}`);
  }

  /** Gives the wait before the next try, or undefined when the event was handled or is among the dead letters. */
  async attempt(delivery: Delivery<Item>): Promise<number | undefined> {
    const { item } = delivery;
    const { registry, tuning, log, group } = this.#deps;
    let isUnreadable = true;
    try {
      const event = item.isParsed ? (item.event as EventEnvelope) : parseEvent(registry, item.event);
      isUnreadable = false;
      await this.deliver(event);
      return undefined;
    } catch (err) {
      const failures = ++delivery.failures;
      log.warn({ group, eventId: item.eventId, failures, err }, 'an event was not handled');
      const isOver = (isUnreadable || failures >= tuning.tries) && (await this.#bury(item, err));
      return isOver ? undefined : this.#retryWait(failures);
    }
  }

  /** Says whether the dead letter is durable; if not, the event is tried again. */
  async #bury({ event, eventId }: Item, error: unknown): Promise<boolean> {
    const { group, dead, log } = this.#deps;
    try {
      const reason = error instanceof Error ? error.message : String(error);
      await dead.add({ group, eventId, event, reason });
      log.error({ group, eventId }, 'an event went to the dead letters');
      return true;
    } catch (err) {
      log.error({ group, eventId, err }, 'a dead letter could not be written');
      return false;
    }
  }

  #retryWait(failures: number): number {
    const { tuning, random = () => 1 } = this.#deps;
    const longest = Math.min(tuning.longestRetryMs, tuning.firstRetryMs * 2 ** Math.min(20, failures - 1));
    return longest * (0.5 + random() / 2);
  }
}

/** What is needed to sort an event, of one that may not parse. */
export function headOf(event: unknown): { id: string; type: string; key: string; tenantId: string } {
  const head: { id?: unknown; type?: unknown; key?: unknown; tenantId?: unknown } =
    typeof event === 'object' && event !== null ? event : {};
  return {
    id: String(head.id),
    type: String(head.type),
    key: String(head.key),
    tenantId: String(head.tenantId),
  };
}
