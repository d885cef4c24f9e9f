import { createHash } from 'node:crypto';
import { ApiError } from './api-error.ts';

/** The account behind the secret key of a request (a hash, so that no key is ever stored), or a 401. */
export function authenticate(authorization: string | undefined, apiKeys: ReadonlySet<string>): string {
  const key = secretOf(authorization ?? '');
  if (!key) throw unauthorized('No API key was given. Send it as `Authorization: Bearer sk_test_…`.');
  if (!apiKeys.has(key)) throw unauthorized(`This API key is not valid: ${key.slice(0, 8)}…`);
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

function secretOf(authorization: string): string | undefined {
  const [scheme = '', value = ''] = authorization.split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(value, 'base64').toString().split(':', 1)[0];
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, { type: 'invalid_request_error', message }, { isFinal: false });
}
