import type { Request } from 'express';
import { z } from 'zod';
import type { HttpRoute } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import { parseInput } from '#platform/door.ts';

const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{8,100}$/);

/** The parsed parts of a request, by its contract. Parts that the contract does not name must be empty. */
export function readInput(route: HttpRoute, request: Request) {
  return {
    params: route.params ? parseInput(route.params, request.params) : undefined,
    query: parseInput(route.query ?? z.strictObject({}), request.query),
    body: route.body ? parseInput(route.body, request.body) : undefined,
  };
}

/** The key that makes a creating request the same when it is repeated. */
export function readIdempotencyKey(route: HttpRoute, request: Request): string | undefined {
  if (!route.creates) return undefined;
  const key = IdempotencyKey.safeParse(request.get('idempotency-key'));
  if (key.success) return key.data;
  throw new Refusal('invalid_input', 'This request needs an Idempotency-Key header of 8 to 100 characters.');
}

/** The version that the caller read, from `If-Match: "7"`. */
export function readIfVersion(route: HttpRoute, request: Request): number | undefined {
  if (!route.changes) return undefined;
  const header = request.get('if-match');
  if (header === undefined) throw new Refusal('version_required', 'This request needs an If-Match header.');
  const match = /^"(\d{1,15})"$/.exec(header);
  if (!match) throw new Refusal('invalid_input', 'If-Match must be the ETag of what was read, such as "7".');
  return Number(match[1]);
}
