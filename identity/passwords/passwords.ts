import { hash, verify } from '@node-rs/argon2';
import { Refusal } from '#contracts/refusal.ts';
import type { Metrics } from '#platform/metrics.ts';
import { createBulkhead } from '#platform/resilience/bulkhead.ts';

// OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// Hashing keeps a whole core busy and runs on Node's four pool threads, which files need too: sign-in gets one of them, and
// about a second's queue; making accounts gets another.
const limit = 1;
const queue = 40;

export type Passwords = {
  hash(password: string): Promise<string>;
  /** Takes as long without a stored hash as with one. Refuses `unavailable` when too many ask at once. */
  verify(stored: string | undefined, password: string): Promise<boolean>;
};

/** Password hashes (argon2id, RFC 9106). Text that looks the same is the same (NFKC). */
export async function createPasswords({ metrics }: { metrics: Metrics }): Promise<Passwords> {
  const setUp = createBulkhead({ target: 'password hashing', limit, queue: 1_000, metrics });
  const guarded = createBulkhead({ target: 'sign-in', limit, queue, metrics });
  const nobody = await hash('nobody has this password', parameters);
  const plain = (password: string) => password.normalize('NFKC');

  return {
    hash: (password) => setUp(() => hash(plain(password), parameters)),
    async verify(stored, password) {
      const matches = await guarded(() => verify(stored ?? nobody, plain(password))).catch(asBusy);
      return matches && stored !== undefined;
    },
  };
}

function asBusy(error: unknown): never {
  if (error instanceof Refusal && error.code === 'unavailable')
    throw new Refusal('unavailable', 'Many people are signing in. Try again in a moment.', {
      cause: error,
      retryAfterMs: 2_000,
    });
  throw error;
}
