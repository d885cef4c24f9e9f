import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/** A value that nothing prints by accident. `reveal()` hands it to the one place that needs it. */
export class Secret<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  reveal(): T {
    return this.#value;
  }
  toString(): string {
    return HIDDEN;
  }
  toJSON(): string {
    return HIDDEN;
  }
  [inspect.custom](): string {
    return HIDDEN;
  }
}
