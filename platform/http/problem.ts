import type { Response } from 'express';
import type { Refusal } from '#contracts/refusal.ts';

const statuses: Record<string, number> = {
  invalid_input: 400,
  unauthenticated: 401,
  token_expired: 401,
  session_closed: 401,
  wrong_credentials: 401,
  not_permitted: 403,
  demo_closed: 403,
  not_found: 404,
  conflict: 409,
  version_mismatch: 412,
  too_large: 413,
  locked_for_now: 429,
  too_many_requests: 429,
  version_required: 428,
  internal: 500,
  unavailable: 503,
  deadline_exceeded: 504,
  storage_full: 507,
};

/** Codes that the door itself may answer, beside those which every door may. */
export const httpRefusals = ['version_required'] as const;

/** The status of a refusal; a rule of the domain that says no is a conflict with the state of things. */
export const statusOf = (code: string): number => statuses[code] ?? 409;

/** Answers a refusal as problem details (RFC 9457). `code` is the machine's word, `detail` the person's sentence. */
export function sendProblem(response: Response, refusal: Refusal, traceId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = statusOf(refusal.code);
  if (refusal.retryAfterMs !== undefined)
    response.setHeader('Retry-After', String(Math.ceil(refusal.retryAfterMs / 1000)));
  response
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `/problems/${refusal.code}`,
        title: refusal.code.replaceAll('_', ' '),
        status,
        detail: refusal.message,
        code: refusal.code,
        traceId,
        ...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs }),
      }),
    );
}
