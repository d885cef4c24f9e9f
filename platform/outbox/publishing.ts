import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Bus } from '#platform/bus/bus.ts';
import type { Log } from '#platform/log.ts';
import type { PendingEvents } from '#platform/store/store.ts';
import { nameOf } from './in-order.ts';

type Publish = (events: readonly EventEnvelope[]) => Promise<void>;

/** Hands pending events to the bus, and holds back those of a document with an event that the bus refuses for good. */
export class Publishing {
  readonly #log: Log;
  readonly #publishAll: Publish;
  readonly #publishMissing: Publish;
  /** Documents with an event that the bus refuses: their later events wait behind it, for an operator. */
  readonly #blocked = new Set<string>();

  constructor({ bus, log }: { bus: Bus; log: Log }) {
    this.#log = log;
    this.#publishAll = (events) => bus.publish(events);
    this.#publishMissing = (events) => bus.publishMissing?.(events) ?? bus.publish(events);
  }

  get blockedCount(): number {
    return this.#blocked.size;
  }

  isBlocked(pending: PendingEvents): boolean {
    return this.#blocked.has(nameOf(pending));
  }

  /** Gives what is published now. */
  publish(batch: readonly PendingEvents[]): Promise<PendingEvents[]> {
    return this.#publish(batch, this.#publishAll);
  }

  /** The same for what others may publish as well. */
  publishMissing(batch: readonly PendingEvents[]): Promise<PendingEvents[]> {
    return this.#publish(batch, this.#publishMissing);
  }

  async #publish(batch: readonly PendingEvents[], publish: Publish): Promise<PendingEvents[]> {
    const open = batch.filter((one) => !this.isBlocked(one));
    const events = open.flatMap((one) => one.events);
    if (events.length === 0) return open;
    try {
      await publish(events);
      return open;
    } catch (error) {
      if (!isRefusedForGood(error)) throw error;
      return this.#publishOneByOne(open, publish);
    }
  }

  async #publishOneByOne(batch: readonly PendingEvents[], publish: Publish): Promise<PendingEvents[]> {
    const published: PendingEvents[] = [];
    for (const pending of batch) {
      for (const [place, event] of pending.events.entries()) {
        if (this.isBlocked(pending)) break;
        const one = { ...pending, position: pending.position + place, events: [event] };
        if (await this.#publishOne(one, publish)) published.push(one);
      }
    }
    return published;
  }

  /** Says whether the bus took it; if not, its document's later events wait too. */
  async #publishOne(pending: PendingEvents, publish: Publish): Promise<boolean> {
    try {
      await publish(pending.events);
      return true;
    } catch (err) {
      if (!isRefusedForGood(err)) throw err;
      this.#blocked.add(nameOf(pending));
      const [event] = pending.events;
      this.#log.error(
        { eventId: event?.id, type: event?.type, err },
        'an event breaks its contract and is held back',
      );
      return false;
    }
  }
}

const isRefusedForGood = (error: unknown) => error instanceof Refusal && error.code === 'invalid_input';
