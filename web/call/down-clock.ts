/** Why nothing comes through: packets stopped, a connection says so, the room moved, or the socket is gone. */
export type DownReason = 'silence' | 'transport' | 'moved' | 'socket';

/** Short breaks are not worth a word to the person. */
export const quietMs = 1_000;

/** Says that the call is down once something has been wrong for `quietMs`. */
export class DownClock {
  readonly #reasons = new Set<DownReason>();
  readonly #onChange: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDown = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  set(reason: DownReason, isWrong: boolean): void {
    if (isWrong) this.#reasons.add(reason);
    else this.#reasons.delete(reason);
    if (this.#reasons.size === 0) this.#up();
    else this.#timer ??= setTimeout(() => this.#down(), quietMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#reasons.clear();
  }

  #down(): void {
    this.#isDown = true;
    this.#onChange();
  }

  #up(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isDown) return;
    this.#isDown = false;
    this.#onChange();
  }
}
