/** One event on its way to a group's handler. */
export type Delivery<T> = { key: string; item: T; failures: number };

type Deps<T> = {
  /** Resolves to how long to wait before it is tried again, or undefined when it is over. Never rejects. */
  attempt: (delivery: Delivery<T>) => Promise<number | undefined>;
  onDone: (item: T) => void;
  mostAtOnce: number;
};

/** Runs deliveries of one key one after the other and different keys side by side. A lane that waits to retry holds no place. */
export class Lanes<T> {
  readonly #deps: Deps<T>;
  readonly #lanes = new Map<string, Delivery<T>[]>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #ready: string[] = [];
  #running = 0;
  #isClosed = false;
  #onIdle: () => void = () => undefined;

  constructor(deps: Deps<T>) {
    this.#deps = deps;
  }

  add(key: string, item: T): void {
    const delivery = { key, item, failures: 0 };
    const lane = this.#lanes.get(key);
    if (lane) {
      lane.push(delivery);
      return;
    }
    this.#lanes.set(key, [delivery]);
    this.#makeReady(key);
  }

  /** Starts nothing more and resolves when what runs has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }

  #makeReady(key: string): void {
    this.#ready.push(key);
    this.#startReady();
  }

  #startReady(): void {
    while (!this.#isClosed && this.#running < this.#deps.mostAtOnce) {
      const key = this.#ready.shift();
      const lane = key === undefined ? undefined : this.#lanes.get(key);
      if (key === undefined || lane === undefined) return;
      this.#running++;
      const release = () => this.#release();
      this.#run(key, lane).then(release, release);
    }
  }

  #release(): void {
    this.#running--;
    if (this.#isClosed && this.#running === 0) this.#onIdle();
    this.#startReady();
  }

  async #run(key: string, lane: Delivery<T>[]): Promise<void> {
    for (let delivery = lane[0]; delivery && !this.#isClosed; delivery = lane[0]) {
      const waitMs = await this.#deps.attempt(delivery);
      if (waitMs !== undefined) return this.#retryLater(key, waitMs);
      lane.shift();
      this.#deps.onDone(delivery.item);
    }
    if (lane.length === 0) this.#lanes.delete(key);
  }

  #retryLater(key: string, waitMs: number): void {
    if (this.#isClosed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#makeReady(key);
    }, waitMs).unref();
    this.#timers.add(timer);
  }
}
