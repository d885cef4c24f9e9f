import type { Delivery, Row } from '../storage/rows.ts';
import type { Tables } from '../storage/tables.ts';
import { postWebhook } from './post-webhook.ts';
import type { WebhookEndpoint } from './record-events.ts';
import { signWebhook } from './sign-webhook.ts';

type Deps = {
  tables: Tables;
  save: (rows: Row[]) => Promise<void>;
  endpoints: WebhookEndpoint[];
  /** The real time, which receivers compare with the signature; the simulator's own clock may be elsewhere. */
  wallNow: () => number;
  /** How long to wait after this many failed attempts; nothing means to give up. */
  retryDelayMs: (attempts: number) => number | undefined;
  deadlineMs: number;
  onError: (error: unknown) => void;
};

/** Stripe tries for three days, ever more slowly. */
export function stripeRetryDelayMs(attempts: number): number | undefined {
  return attempts > 12 ? undefined : Math.min(1000 * 4 ** (attempts - 1), 12 * 3600 * 1000);
}

/** Brings events to webhook endpoints until they answer 2xx. In no order, and more than once if need be. */
export class Courier {
  readonly #deps: Deps;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #held: Delivery[] | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Takes deliveries on, now or when their time comes. */
  take(deliveries: Iterable<Delivery>): void {
    for (const delivery of deliveries) {
      if (this.#stopping.signal.aborted || delivery.state !== 'pending') continue;
      if (this.#held) this.#held.push(delivery);
      else this.#schedule(delivery);
    }
  }

  /** Keeps everything back from now on, retries too. */
  hold(): void {
    this.#held ??= [];
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const id of this.#timers.keys()) {
      const delivery = this.#deps.tables.get('delivery', id);
      if (delivery) this.#held.push(delivery);
    }
    this.#timers.clear();
  }

  /** Sends what was kept back, one after the other in the order asked for, each so many times. */
  async release({ order, copies }: { order: 'as_made' | 'reversed'; copies: number }): Promise<number> {
    const held = this.#held ?? [];
    this.#held = undefined;
    if (order === 'reversed') held.reverse();
    for (const delivery of held) {
      for (let copy = 1; copy < copies; copy++) await this.#post(delivery);
      await this.#run(delivery);
    }
    return held.length;
  }

  /** Sends one event again to every endpoint, whatever became of it before; gives the statuses answered. */
  async resend(eventId: string, copies: number): Promise<number[]> {
    const statuses: number[] = [];
    for (const index of this.#deps.endpoints.keys()) {
      for (let copy = 0; copy < copies; copy++) {
        statuses.push(await this.#post({ event: eventId, endpoint: `we_${index}` }));
      }
    }
    return statuses;
  }

  get pending(): number {
    return this.#timers.size + this.#running.size + (this.#held?.length ?? 0);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await Promise.all(this.#running);
  }

  #schedule(delivery: Delivery): void {
    const waitMs = Math.max(0, delivery.nextAttemptAtMs - this.#deps.wallNow());
    const timer = setTimeout(() => {
      this.#timers.delete(delivery.id);
      const run = this.#run(delivery)
        .catch(this.#deps.onError)
        .finally(() => this.#running.delete(run));
      this.#running.add(run);
    }, waitMs);
    this.#timers.set(delivery.id, timer.unref());
  }

  async #run(delivery: Delivery): Promise<void> {
    const status = await this.#post(delivery);
    // Cut off by our own end, which says nothing about the receiver: it stays due for the next start.
    if (this.#stopping.signal.aborted && status === 0) return;
    const after = this.#next(delivery, status >= 200 && status < 300);
    await this.#deps.save([after]);
    this.take([after]);
  }

  #next(delivery: Delivery, isDelivered: boolean): Delivery {
    const attempts = delivery.attempts + 1;
    if (isDelivered) return { ...delivery, attempts, state: 'delivered' };
    const delay = this.#deps.retryDelayMs(attempts);
    if (delay === undefined) return { ...delivery, attempts, state: 'given_up' };
    return { ...delivery, attempts, nextAttemptAtMs: this.#deps.wallNow() + delay };
  }

  /** The status answered, or 0 when nobody answered in time. */
  async #post({ event: eventId, endpoint }: Pick<Delivery, 'endpoint' | 'event'>): Promise<number> {
    const { tables, endpoints, wallNow, deadlineMs } = this.#deps;
    const event = tables.get('event', eventId);
    const target = endpoints[Number(endpoint.slice('we_'.length))];
    if (!event || !target) return 0;
    const body = JSON.stringify(event);
    try {
      return await postWebhook({
        url: target.url,
        body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signWebhook({ body, secret: target.secret, nowMs: wallNow() }),
          'user-agent': 'Stripe/1.0 (simulated)',
        },
        signal: AbortSignal.any([AbortSignal.timeout(deadlineMs), this.#stopping.signal]),
      });
    } catch {
      return 0;
    }
  }
}
