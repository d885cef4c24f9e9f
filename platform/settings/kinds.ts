import { isIP } from 'node:net';
import { z } from 'zod';

// Each kind parses the text of an environment variable, and its message says what may stand there.

/** A whole number within bounds. */
export function wholeNumber(from: number, to: number) {
  const message = `it must be a whole number from ${from} to ${to}`;
  return z
    .string({ error: message })
    .trim()
    .regex(/^-?\d+$/, { error: message, abort: true })
    .transform(Number)
    .refine((value) => value >= from && value <= to, { error: message });
}

/** A TCP or UDP port. 0 lets the system choose. */
export const port = wholeNumber(0, 65_535);

const words = new Map([
  ...['on', 'true', 'yes', '1'].map((word) => [word, true] as const),
  ...['off', 'false', 'no', '0'].map((word) => [word, false] as const),
]);

/** A switch: `on` or `off` (true, yes, 1, false, no and 0 are understood). */
export const onOff = z
  .string()
  .trim()
  .toLowerCase()
  .transform((word, context) => {
    const value = words.get(word);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: 'it must be on or off' });
    return z.NEVER;
  });

/** One of a few words. */
export const oneOf = <const W extends readonly [string, ...string[]]>(choices: W) =>
  z.enum(choices, { error: `it must be one of ${choices.join(', ')}` });

/** Text that is not empty. */
export const text = z.string({ error: 'it must be text' }).trim().min(1, 'it must not be empty');

/** An address on the web, without a slash at its end. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: 'it must be an address that begins with http:// or https://' })
  .transform((address) => address.replace(/\/+$/, ''));

const hostLabels = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;
const onlyDigits = /^[\d.]+$/;
const isHost = (host: string) => isIP(host) !== 0 || (hostLabels.test(host) && !onlyDigits.test(host));

/** A machine on the network: an IP address or a host name, without scheme and port. */
export const networkAddress = text.refine(isHost, {
  error: 'it must be an IP address or a host name, without scheme and port',
});

/** Values with commas between them; empty ones are left out. */
export const list = z.string().transform((line) =>
  line
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** A list of which each value is of a form; else `error`, with the first that is not. */
export const listOf = (isSo: (item: string) => boolean, error: string) =>
  list.superRefine((items, context) => {
    const wrong = items.find((item) => !isSo(item));
    if (wrong !== undefined) context.addIssue({ code: 'custom', message: `"${wrong}" must be ${error}` });
  });

const namedNetworks = ['loopback', 'linklocal', 'uniquelocal'];

/** IP addresses, networks (`10.0.0.0/8`) and Express's names of such (`loopback`). */
export const networks = listOf((item) => {
  const [address = '', bits = '0', ...more] = item.split('/');
  const family = isIP(address);
  return (
    namedNetworks.includes(item) ||
    (family !== 0 && more.length === 0 && /^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
  );
}, 'an IP address or a network such as 10.0.0.0/8');

/** Names with an address on the web each: `name=address`, with commas between them. */
export const addressBook = z.string().transform((line, context) => {
  const book = new Map<string, string>();
  for (const entry of line.split(',').map((one) => one.trim())) {
    if (entry === '') continue;
    const [, name, address] = /^([a-z]+)=(.+)$/.exec(entry) ?? [];
    const parsed = webAddress.safeParse(address);
    if (name === undefined || !parsed.success) {
      context.addIssue({ code: 'custom', message: `"${entry}" must be written as service=http://host:port` });
      return z.NEVER;
    }
    book.set(name, parsed.data);
  }
  return book;
});
