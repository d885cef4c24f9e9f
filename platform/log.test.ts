import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { plainWarnings } from './log/plain-warnings.ts';
import { openRotatingFile } from './log/rotating-file.ts';
import { createLog, openLog } from './log.ts';
import { Secret } from './settings/secret.ts';

function loggedBy(use: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  use(createLog({ level: 'info', stream: { write: (line) => void lines.push(line) } }));
  return lines.join('');
}

describe('the net under the log', () => {
  const jwt = `eyJhbGciOiJFUzI1NiJ9.${'a'.repeat(30)}.${'b'.repeat(30)}`;

  it.each([
    ['a hidden field', { password: 'marker' }],
    ['a field in another spelling', { headers: { 'Set-Cookie': 'marker', refresh_token: 'marker' } }],
    ['a field deep inside', { a: { b: [{ c: { email: 'marker' } }] } }],
    ['what an error carries', { err: Object.assign(new Error('x'), { request: { text: 'marker' } }) }],
    ['an error under another key', { failure: Object.assign(new Error('x'), { sdp: 'marker' }) }],
    ['what lies too deep to look at', { a: { b: { c: { d: { e: { f: { g: { h: 'marker' } } } } } } } }],
    ['a secret setting', { key: new Secret('marker') }],
    ['bytes', { data: Buffer.from('marker') }],
  ])('hides %s', (_, fields) => {
    const line = loggedBy((log) => log.info(fields, 'something happened'));
    expect(line).toContain('something happened');
    expect(line).not.toContain('marker');
    expect(line).not.toContain(Buffer.from('marker').join());
  });

  it('hides in the fields of a child', () => {
    expect(loggedBy((log) => log.child({ phone: 'marker' }).info('x'))).not.toContain('marker');
  });

  it('hides tokens and e-mail addresses in messages', () => {
    const line = loggedBy((log) =>
      log.error({ err: new Error(`refused ${jwt}`) }, `mail to ann.b+c@clinic.example failed`),
    );
    expect(line).not.toContain('bbbbbb');
    expect(line).not.toContain('ann.b');
    expect(line).toContain('failed');
  });

  it('keeps ids, numbers, the code and the cause of an error', () => {
    const err = Object.assign(new Error('outer', { cause: new Error('inner') }), { code: 'ECONNRESET' });
    const line = loggedBy((log) =>
      log.child({ service: 'chat' }).info({ visitId: 'v1', joinMs: 12.5, err }, 'joined'),
    );
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      service: 'chat',
      visitId: 'v1',
      joinMs: 12.5,
      msg: 'joined',
      err: { type: 'Error', message: 'outer', code: 'ECONNRESET', cause: { message: 'inner' } },
    });
  });
});

describe('the log file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'bedside-log-'));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('is in the data folder and written at once', () => {
    const log = openLog({
      settings: { BEDSIDE_LOG: 'file', BEDSIDE_LOG_LEVEL: 'info' },
      dataDirectory: directory,
    });
    log.info({ port: 3000 }, 'listening');
    log.debug('left out');
    const lines = readFileSync(join(directory, 'log', 'bedside.log'), 'utf8')
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['listening']);
  });

  it('is set aside when full, and the oldest goes', () => {
    const path = join(directory, 'deep', 'x.log');
    const file = openRotatingFile({ path, maxBytes: 4, kept: 2 });
    for (const line of ['one\n', 'two\n', 'three\n', 'four\n']) file.write(line);
    file.close();
    const again = openRotatingFile({ path, maxBytes: 6, kept: 2 });
    again.write('five\n');
    again.close();
    const read = (name: string) => readFileSync(name, 'utf8');
    expect([read(path), read(`${path}.1`), read(`${path}.2`)]).toEqual(['four\nfive\n', 'three\n', 'two\n']);
  });

  it('never throws, even where nothing can be written', () => {
    const file = openRotatingFile({ path: '/dev/full', maxBytes: 1_000, kept: 1 });
    expect(() => file.write('x\n')).not.toThrow();
    file.close();
  });
});

it('tells a person a warning in one plain line', () => {
  const printed: string[] = [];
  const log = createLog({ level: 'info', stream: plainWarnings((line) => void printed.push(line)) });
  log.child({ service: 'billing' }).warn({ err: new Error('no answer'), visitId: 'v1' }, 'payment is late');
  log.error('the disk is full');
  expect(printed).toEqual(['warning: billing: payment is late: no answer\n', 'error: the disk is full\n']);
});
