import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provideTestDatabase, SECANTUS_VERSION } from './test-database.mjs';

let folder;
let env;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedside-database-'));
  mkdirSync(join(folder, 'bin'));
  env = { PATH: join(folder, 'bin'), XDG_CACHE_HOME: folder };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name, lines) {
  writeFileSync(join(folder, 'bin', name), ['#!/bin/sh', 'PATH=/bin:/usr/bin', ...lines].join('\n'));
  chmodSync(join(folder, 'bin', name), 0o755);
}

/** A Python whose `venv` makes a folder with a Python in it, which takes pip's orders and ends with `pipCode`. */
function python({ pipCode = 0 }) {
  program('python3', [
    `[ "$2" = venv ] || exit 9`,
    `mkdir -p "$3/bin"`,
    `printf '#!/bin/sh\\necho "$*" >> ${folder}/asked; echo no route; exit ${pipCode}\\n' > "$3/bin/python3"`,
    `/bin/chmod +x "$3/bin/python3"`,
  ]);
}

describe('the database server for tests', () => {
  it('is the one of MONGODB_URL, else mongod', async () => {
    program('mongod', ['exit 0']);
    const url = 'mongodb://db.example.org';
    expect(await provideTestDatabase({ env: { ...env, MONGODB_URL: url } })).toEqual({ url });
    expect(await provideTestDatabase({ env })).toEqual({ command: ['mongod'] });
  });

  it('is fetched once by pip into a folder of its own, where there is neither', async () => {
    python({});
    const own = join(folder, 'bedside/secantusdb', SECANTUS_VERSION, 'bin/python3');
    const expected = { command: [own, '-m', 'secantus'] };
    expect(await provideTestDatabase({ env })).toEqual(expected);
    expect(await provideTestDatabase({ env })).toEqual(expected);
    const asked = readFileSync(join(folder, 'asked'), 'utf8');
    expect(asked).toBe(`-m pip install --quiet --no-input SecantusDB==${SECANTUS_VERSION}\n`);
  });

  it('that cannot be had fails in CI with what pip said, and is done without elsewhere', async () => {
    python({ pipCode: 1 });
    await expect(provideTestDatabase({ env: { ...env, CI: 'true' } })).rejects.toThrow('no route');
    expect(await provideTestDatabase({ env })).toBeUndefined();
    expect(existsSync(join(folder, 'bedside/secantusdb', SECANTUS_VERSION))).toBe(false);
  });
});
