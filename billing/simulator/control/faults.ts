import { z } from 'zod';

/** A misfortune that a test asks for, and which requests it befalls. */
export const Fault = z.strictObject({
  kind: z.enum([
    /** Only slow: see `delayMs`. */
    'slow',
    /** 429, nothing done, nothing remembered. */
    'rate_limit',
    /** 503, nothing done, nothing remembered. */
    'unavailable',
    /** The connection ends without an answer, nothing done. */
    'drop_before_work',
    /** The work is done, and the connection ends without an answer; the key remembers the real answer. */
    'drop_after_work',
    /** The work is done and the answer is 500, which the key remembers, as Stripe does. */
    'error_after_work',
  ]),
  method: z.enum(['GET', 'POST', 'DELETE']).optional(),
  /** A regular expression that some part of the path matches, such as `/capture$`. */
  path: z.string().refine(isPattern, 'not a regular expression').optional(),
  times: z.int().positive().default(1),
  delayMs: z.int().nonnegative().max(120_000).default(0),
});
export type Fault = z.output<typeof Fault>;

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

export class Faults {
  #waiting: Fault[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ ...fault });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The first fault that is meant for this request, used up by one. */
  take(method: string, path: string): Fault | undefined {
    const fault = this.#waiting.find(
      (entry) =>
        (!entry.method || entry.method === method) && (!entry.path || new RegExp(entry.path).test(path)),
    );
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times === 0) this.#waiting = this.#waiting.filter((entry) => entry !== fault);
    return fault;
  }
}
