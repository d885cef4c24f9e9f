import { Refusal } from '#contracts/refusal.ts';

const outages = ['unavailable', 'deadline_exceeded'];

/** Whether the other side could not be had or was too slow, in contrast to a plain "no" or a bug. */
export function isOutage(error: unknown): boolean {
  return error instanceof Refusal && outages.includes(error.code);
}

/** Whether asking again soon makes sense: nobody answered, and nobody said when to come back. */
export function mayAskAgain(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'unavailable' && error.retryAfterMs === undefined;
}
