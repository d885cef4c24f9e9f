import { createHash } from 'node:crypto';
import { keyLifetimeMs } from '../storage/open-storage.ts';
import type { IdempotencyRecord } from '../storage/rows.ts';
import type { Tables } from '../storage/tables.ts';
import { ApiError, invalidParameter } from './api-error.ts';

type Request = { account: string; key: string; method: string; path: string; body: string };
/** A key that this request now holds until it is let go. */
export type HeldKey = { id: string; fingerprint: string };

export function isAnswered(taken: IdempotencyRecord | HeldKey): taken is IdempotencyRecord {
  return 'requestId' in taken;
}

/** Remembers the answer to each key, so that a request that comes again is answered again and not done again. */
export class IdempotencyKeys {
  readonly #tables: Tables;
  readonly #nowMs: () => number;
  readonly #held = new Set<string>();

  constructor({ tables, nowMs }: { tables: Tables; nowMs: () => number }) {
    this.#tables = tables;
    this.#nowMs = nowMs;
  }

  /** The earlier answer to this key, or the key to hold while working; refuses other parameters and a key in use. */
  take(request: Request): IdempotencyRecord | HeldKey {
    const { account, key } = request;
    if (key.length > 255) {
      throw invalidParameter('An idempotency key has at most 255 characters.', { param: 'idempotency_key' });
    }
    const id = `${account}:${key}`;
    const fingerprint = fingerprintOf(request);
    if (this.#held.has(id)) throw inUse(key);
    const earlier = this.#find(id);
    if (!earlier) {
      this.#held.add(id);
      return { id, fingerprint };
    }
    if (earlier.fingerprint !== fingerprint) throw otherParameters(key);
    return earlier;
  }

  letGo(held: HeldKey): void {
    this.#held.delete(held.id);
  }

  #find(id: string): IdempotencyRecord | undefined {
    const record = this.#tables.get('idempotency_record', id);
    if (!record || record.createdAtMs + keyLifetimeMs > this.#nowMs()) return record;
    this.#tables.remove('idempotency_record', id);
    return undefined;
  }
}

function fingerprintOf({ method, path, body }: Request): string {
  const pairs = [...new URLSearchParams(body)].map(([name, value]) => JSON.stringify([name, value])).sort();
  return createHash('sha256')
    .update([method, path, ...pairs].join('\n'))
    .digest('hex');
}

function inUse(key: string): ApiError {
  const message = `Another request with the idempotency key ${key} is still under way.`;
  const detail = { type: 'idempotency_error', code: 'idempotency_key_in_use', message } as const;
  return new ApiError(409, detail, { isFinal: false });
}

function otherParameters(key: string): ApiError {
  const message = `The idempotency key ${key} was first used with another request; use another key for this one.`;
  return new ApiError(400, { type: 'idempotency_error', message }, { isFinal: false });
}
