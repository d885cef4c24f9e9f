import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '#contracts/audit/entry.ts';
import { systemNow } from '#platform/clock.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Document } from '#platform/store/store.ts';
import { until } from '../../kit/until.ts';
import { World } from '../../kit/world.ts';

const verifier = join(import.meta.dirname, '../../../ops/verify-audit.ts');
type Row = Document & AuditEntry;

describe('the verifier of the audit trail', () => {
  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  /** What the verifier says of a data folder, reading its files alone. */
  async function verify(dataDirectory: string): Promise<{ code: number; output: string }> {
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [verifier, dataDirectory]);
      return { code: 0, output: stdout };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && 'stdout' in error)) throw error;
      return { code: Number(error.code), output: String(error.stdout) };
    }
  }

  it('finds the trail of a running server whole', async () => {
    world = await World.create();
    const { admin } = await world.visit();
    await until(async () => (await admin.api.audit.readChain()).entries > 5);
    expect(await verify(world.server.dataDirectory)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/\d+ entries, unbroken/),
    });
  });

  it.each(['changed', 'missing', 'reordered'] as const)('tells of an entry that was %s', async (how) => {
    world = await World.create();
    const { admin } = await world.visit();
    await until(async () => (await admin.api.audit.readChain()).entries > 5);
    await world.server.kill();
    const file = join(world.server.dataDirectory, 'audit.sqlite');
    const store = await openSqliteStore({ file, now: systemNow });
    const rows = await store.collection<Row, 'chain'>({
      name: 'entries',
      indexes: { chain: { fields: ['tenantId', 'seq'], unique: true } },
    });
    const { items } = await rows.find({ index: 'chain', range: { field: 'tenantId', after: '' }, limit: 5 });
    const [second, third] = [items[1]!, items[2]!];
    if (how === 'changed')
      await rows.change(second._id, (row) => ({ document: { ...row, outcome: 'refused' } }));
    else await rows.remove(second._id, second.version);
    if (how === 'reordered') {
      await rows.change(third._id, (row) => ({ document: { ...row, seq: 2 } }));
      await rows.insert({ ...second, seq: 3 });
    }
    await store.close();
    const { code, output } = await verify(world.server.dataDirectory);
    expect(output).toMatch(/broken at entry \d/);
    expect(code).toBe(1);
  });
});
