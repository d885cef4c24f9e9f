import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, defineSettings, readSettings } from './settings.ts';
import { addressBook, list, onOff, oneOf, port, text, webAddress } from './settings/kinds.ts';
import { settingsTable } from './settings/settings-table.ts';

const web = defineSettings({
  BEDSIDE_PORT: { schema: port, default: 3000, help: 'The port to listen on.' },
  BEDSIDE_DEMO: { schema: onOff, default: true, help: 'Whether the demo is open.' },
  BEDSIDE_PUBLIC_URL: {
    schema: webAddress.optional(),
    help: 'Where people reach it.',
    example: 'https://a.example',
  },
});
const payments = defineSettings({
  STRIPE_SECRET_KEY: { schema: text.optional(), secret: true, help: 'The key | from Stripe.' },
  BEDSIDE_MODE: { schema: oneOf(['one', 'two']), help: 'How to run', example: 'one' },
});

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings([web, payments], env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('readSettings', () => {
  it('gives typed values and says where each came from', () => {
    const read = readSettings([web, payments], {
      BEDSIDE_PORT: '0',
      BEDSIDE_MODE: 'two',
      BEDSIDE_PUBLIC_URL: '',
    });
    const listenOn: number = read.values.BEDSIDE_PORT;
    const mode: 'one' | 'two' = read.values.BEDSIDE_MODE;
    expect([listenOn, mode, read.values.BEDSIDE_DEMO, read.values.BEDSIDE_PUBLIC_URL]).toEqual([
      0,
      'two',
      true,
      undefined,
    ]);
    expect(read.origin('BEDSIDE_PORT')).toBe('environment');
    expect(read.origin('BEDSIDE_DEMO')).toBe('default');
    expect(read.origin('BEDSIDE_PUBLIC_URL')).toBe('not set');
  });

  it.each([
    [
      { BEDSIDE_PORT: '3k' },
      'BEDSIDE_PORT cannot be "3k": it must be a whole number from 0 to 65535. Write for example BEDSIDE_PORT=3000.',
    ],
    [
      { BEDSIDE_PORT: '70000' },
      'BEDSIDE_PORT cannot be "70000": it must be a whole number from 0 to 65535. Write for example BEDSIDE_PORT=3000.',
    ],
    [
      { BEDSIDE_DEMO: 'maybe' },
      'BEDSIDE_DEMO cannot be "maybe": it must be on or off. Write for example BEDSIDE_DEMO=on.',
    ],
    [
      { BEDSIDE_PUBLIC_URL: 'ftp://x' },
      'BEDSIDE_PUBLIC_URL cannot be "ftp://x": it must be an address that begins with http:// or https://. Write for example BEDSIDE_PUBLIC_URL=https://a.example.',
    ],
    [{ BEDSIDE_PROT: '1' }, 'BEDSIDE_PROT is not a setting. Did you mean BEDSIDE_PORT?'],
    [{ STRIPE_SECRET: '1' }, 'STRIPE_SECRET is not a setting. Did you mean STRIPE_SECRET_KEY?'],
    [
      { BEDSIDE_QUITE_ANOTHER: '1' },
      'BEDSIDE_QUITE_ANOTHER is not a setting. Remove it; docs/running.md lists every setting.',
    ],
  ])('says what to write for %j', (env, sentence) => {
    expect(problemsOf({ BEDSIDE_MODE: 'one', ...env })).toEqual([sentence]);
  });

  it("leaves other programs' variables alone", () => {
    expect(problemsOf({ BEDSIDE_MODE: 'one', STRIPE_CLI_PATH: '/bin/stripe', PORT: '1' })).toEqual([]);
  });

  it('tells every problem at once, a missing value among them', () => {
    expect(problemsOf({ BEDSIDE_PORT: 'x', BEDSIDE_DEMO: 'x' })).toHaveLength(3);
    expect(problemsOf({})).toEqual([
      'BEDSIDE_MODE must be set: How to run. Write for example BEDSIDE_MODE=one.',
    ]);
  });

  it('never prints a secret, right or wrong', () => {
    const read = readSettings([payments], { STRIPE_SECRET_KEY: 'sk_live_1', BEDSIDE_MODE: 'one' });
    const { STRIPE_SECRET_KEY: key } = read.values;
    expect(key?.reveal()).toBe('sk_live_1');
    const printed = [
      String(key),
      JSON.stringify(read.values),
      inspect(read.values, { depth: 9 }),
      JSON.stringify(read.describe()),
    ];
    expect(printed.join()).not.toContain('sk_live_1');
    expect(read.describe()[0]).toEqual({
      name: 'STRIPE_SECRET_KEY',
      value: 'set',
      origin: 'environment',
      help: 'The key | from Stripe.',
    });

    const long = defineSettings({
      BEDSIDE_KEY: { schema: text.min(30, 'it is too short'), secret: true, help: 'A key.' },
    });
    expect(() => readSettings([long], { BEDSIDE_KEY: 'short-secret' })).toThrow(
      'BEDSIDE_KEY has a value that cannot be used: it is too short.',
    );
  });

  it('lets two services share a declaration, but not a name for two things', () => {
    const shared = { schema: list, default: [], help: 'Addresses.' };
    const one = defineSettings({ BEDSIDE_LIST: shared });
    expect(
      readSettings([one, defineSettings({ BEDSIDE_LIST: shared })], { BEDSIDE_LIST: 'a, b,' }).values,
    ).toEqual({
      BEDSIDE_LIST: ['a', 'b'],
    });
    const other = defineSettings({ BEDSIDE_LIST: { schema: text, default: 'x', help: 'Another.' } });
    expect(() => readSettings([one, other], {})).toThrow('BEDSIDE_LIST is declared twice');
  });
});

describe('settingsTable', () => {
  it('calls a default that is empty not set', () => {
    const empty = defineSettings({
      BEDSIDE_PROXIES: { schema: list, default: [], help: 'Whom to believe.' },
      BEDSIDE_SISTERS: { schema: addressBook, default: new Map(), help: 'Where they are.' },
    });
    expect(settingsTable([empty])).not.toMatch(/must be set|\{\}/);
    const given = { BEDSIDE_SISTERS: 'chat=http://a:1' };
    expect(readSettings([empty], given).describe()[1]?.value).toBe('chat=http://a:1');
  });

  it('has a row for each setting, safe in Markdown', () => {
    expect(settingsTable([web, payments]).split('\n')).toEqual([
      '| Setting | Default | Meaning |',
      '|---|---|---|',
      '| `BEDSIDE_PORT` | `3000` | The port to listen on. |',
      '| `BEDSIDE_DEMO` | `on` | Whether the demo is open. |',
      '| `BEDSIDE_PUBLIC_URL` | not set | Where people reach it. For example `https://a.example`. |',
      '| `STRIPE_SECRET_KEY` | not set | The key \\| from Stripe. Secret. |',
      '| `BEDSIDE_MODE` | must be set | How to run. For example `one`. |',
    ]);
  });
});
