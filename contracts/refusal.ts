import type { RefusalAnswer } from './refusal-answer.ts';

export { RefusalAnswer } from './refusal-answer.ts';

/** Refusals that any door may answer, whatever the request. Each request declares its own beside these. */
export const commonRefusals = [
  'invalid_input',
  'unauthenticated',
  'token_expired',
  'not_permitted',
  'not_found',
  'conflict',
  'too_many_requests',
  'too_large',
  'unavailable',
  'storage_full',
  'deadline_exceeded',
  'internal',
] as const;

export type CommonRefusal = (typeof commonRefusals)[number];

/** An expected "no": a declared code and one sentence for the person or programmer who asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  /** How long to wait before asking again, in milliseconds, where that is known. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The answer to every acknowledged request: `{ ok: true, data }` or a refusal. */
export type Answer<T> = { ok: true; data: T } | RefusalAnswer;
