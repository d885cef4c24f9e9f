import { Secret } from '../settings/secret.ts';

const HIDDEN = '[hidden]';
const DEEPEST = 6;

/** Fields that never reach the log, whatever stands in them. Compared in lower case, without dashes and underscores. */
const hiddenFields = new Set(
  [
    [
      'authorization',
      'cookie',
      'setcookie',
      'token',
      'ticket',
      'password',
      'passphrase',
      'secret',
      'apikey',
      'otp',
    ],
    ['sdp', 'candidate', 'icepassword', 'usernamefragment', 'fingerprints'],
    [
      'body',
      'text',
      'note',
      'notes',
      'subject',
      'reason',
      'payload',
      'query',
      'search',
      'filename',
      'sealed',
    ],
    [
      'name',
      'firstname',
      'lastname',
      'fullname',
      'displayname',
      'username',
      'email',
      'mail',
      'phone',
      'mobile',
    ],
    ['address', 'street', 'birthdate', 'dateofbirth', 'dob', 'ssn', 'mrn', 'insurancenumber', 'iban', 'card'],
  ].flat(),
);
const hiddenEndings = /(?:token|password|secret|ticket|cookie)$/;

/** A copy of what is to be logged without what must not be. A net under the rule to log only ids and numbers. */
export function redact(fields: Record<string, unknown>): Record<string, unknown> {
  return redactFields(fields, 0);
}

function redactFields(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) {
    safe[key] = isHidden(key) ? HIDDEN : redactValue(fields[key], depth + 1);
  }
  return safe;
}

function isHidden(key: string): boolean {
  const plain = key.toLowerCase().replaceAll(/[-_]/g, '');
  return hiddenFields.has(plain) || hiddenEndings.test(plain);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value);
  if (value instanceof Secret || value instanceof Date) return value;
  if (depth > DEEPEST || ArrayBuffer.isView(value)) return '[left out]';
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return redactFields(Object.fromEntries(Object.entries(value)), depth);
}

/** What the log says of an error: never its other fields, which may hold a request or a row. */
function describeError(error: Error): Record<string, unknown> {
  const code = 'code' in error && ['string', 'number'].includes(typeof error.code) ? error.code : undefined;
  const cause = error.cause instanceof Error ? describeError(error.cause) : undefined;
  return { type: error.constructor.name, message: error.message, code, stack: error.stack, cause };
}

// Any signed token, and any e-mail address, that found its way into a message.
const tokens = /eyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g;
const addresses = /[\w.+-]+@[\w-]+\.[a-zA-Z][\w.-]*/g;

/** The last net: a finished line without signed tokens and e-mail addresses. */
export function hideText(line: string): string {
  const withoutTokens = line.includes('eyJ') ? line.replaceAll(tokens, HIDDEN) : line;
  return withoutTokens.includes('@') ? withoutTokens.replaceAll(addresses, HIDDEN) : withoutTokens;
}
