import type { LentConsumer, LentTransport } from '#contracts/rpc/lending.ts';

type States = { version: number; transports: LentTransport[]; consumers: LentConsumer[] };
type Noted<T> = { version: number; state: T };

/**
 * How everything lent in one loan stands. Each change counts up, and whoever watches is told what is newer than what they
 * know, so that an answer that was lost is made good by the next.
 */
export class LoanStates {
  readonly #transports = new Map<string, Noted<LentTransport>>();
  readonly #consumers = new Map<string, Noted<LentConsumer>>();
  #version = 0;
  #changed = Promise.withResolvers<void>();

  noteTransport(state: LentTransport): void {
    this.#transports.set(state.id, { version: this.#count(), state });
  }

  noteConsumer(state: LentConsumer): void {
    this.#consumers.set(state.id, { version: this.#count(), state });
  }

  forgetTransport(id: string): void {
    this.#transports.delete(id);
  }

  forgetConsumer(id: string): void {
    this.#consumers.delete(id);
  }

  /** Something else changed that whoever watches is to hear of. */
  touch(): void {
    this.#count();
  }

  since(version: number): States {
    const newer = <T>(noted: Map<string, Noted<T>>) =>
      [...noted.values()].flatMap((one) => (one.version > version ? [one.state] : []));
    return {
      version: this.#version,
      transports: newer(this.#transports),
      consumers: newer(this.#consumers),
    };
  }

  /** Resolves at once if there is anything newer, else with the next change, or after a while. */
  async whenNewer(version: number, withinMs: number): Promise<void> {
    if (this.#version > version) return;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, withinMs);
    await Promise.race([this.#changed.promise, late.promise]);
    clearTimeout(timer);
  }

  #count(): number {
    this.#version++;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
    return this.#version;
  }
}
