/** Which entries of the log a group has taken and not finished. Everything up to `done` is finished. */
export class Window {
  readonly #open = new Map<number, number>();
  #done: number;

  constructor(done: number) {
    this.#done = done;
  }

  get done(): number {
    return this.#done;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Positions are taken in order. */
  take(position: number, deliveries: number): void {
    this.#open.set(position, deliveries);
    if (deliveries === 0) this.#advance();
  }

  finishOne(position: number): void {
    this.#open.set(position, (this.#open.get(position) ?? 1) - 1);
    this.#advance();
  }

  #advance(): void {
    for (const [position, left] of this.#open) {
      if (left > 0) return;
      this.#open.delete(position);
      this.#done = position;
    }
  }
}
