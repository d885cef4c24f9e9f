type Waiting<W, O> = { write: W; resolve: (outcome: O) => void; reject: (error: Error) => void };

type Deps<W, O> = {
  /** Sends a group; one outcome, or the error it failed with, for each write. */
  send: (group: readonly W[]) => Promise<(O | Error)[]>;
  /** For each new group: says of each write in turn whether it may be part of it. */
  startGroup?: () => (write: W) => boolean;
};

const mostTogether = 1_000;

/** Sends together what arrives together: the writes of one turn, or all that came while the group before was on its way. */
export class Lane<W, O> {
  readonly #send: Deps<W, O>['send'];
  readonly #startGroup: () => (write: W) => boolean;
  #queue: Waiting<W, O>[] = [];
  #running: Promise<void> | undefined;

  constructor({ send, startGroup = () => () => true }: Deps<W, O>) {
    this.#send = send;
    this.#startGroup = startGroup;
  }

  add(write: W): Promise<O> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ write, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    await new Promise(setImmediate);
    while (this.#queue.length > 0) await this.#sendOne(this.#nextGroup());
    this.#running = undefined;
  }

  #nextGroup(): Waiting<W, O>[] {
    const fits = this.#startGroup();
    const group: Waiting<W, O>[] = [];
    const left: Waiting<W, O>[] = [];
    for (const waiting of this.#queue) {
      (group.length < mostTogether && fits(waiting.write) ? group : left).push(waiting);
    }
    this.#queue = left;
    return group;
  }

  async #sendOne(group: readonly Waiting<W, O>[]): Promise<void> {
    try {
      const outcomes = await this.#send(group.map(({ write }) => write));
      for (const [place, { resolve, reject }] of group.entries()) {
        const outcome = outcomes[place];
        if (outcome === undefined) reject(new Error('A write came to nothing.'));
        else if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      }
    } catch (error) {
      for (const { reject } of group) reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
