import { z } from 'zod';
import { Refusal, RefusalAnswer } from '#contracts/refusal.ts';

/** How long the caller still waits, in milliseconds. A span and not a moment, because clocks differ. */
export const DEADLINE_HEADER = 'bedside-deadline-ms';

/** What the door of a service answers to `POST /rpc/<service>/<call>`. */
export const RpcAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown().optional() }),
  RefusalAnswer,
]);

export function refusalAnswer({ code, message, retryAfterMs }: Refusal): RefusalAnswer {
  return { ok: false, code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

export function refusalOf({ code, message, retryAfterMs }: RefusalAnswer): Refusal {
  return new Refusal(code, message, retryAfterMs === undefined ? {} : { retryAfterMs });
}

const statuses = new Map([
  ['unauthenticated', 401],
  ['token_expired', 401],
  ['not_permitted', 403],
  ['not_found', 404],
  ['too_large', 413],
  ['invalid_input', 422],
  ['too_many_requests', 429],
  ['internal', 500],
  ['unavailable', 503],
  ['deadline_exceeded', 504],
  ['storage_full', 507],
]);

/** For proxies and people; callers go by the code in the answer. */
export const statusOf = (code: string): number => statuses.get(code) ?? 409;
