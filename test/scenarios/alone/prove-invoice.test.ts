import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { systemNow } from '#platform/clock.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Document } from '#platform/store/store.ts';
import { until } from '../../kit/until.ts';
import { World } from '../../kit/world.ts';

const verifier = join(import.meta.dirname, '../../../ops/verify-invoice.ts');
type Captured = Document & { state: { due: { billableSeconds: number } } };

/** What the program says, reading the files alone. */
async function verify(...args: string[]): Promise<{ code: number; output: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [verifier, ...args]);
    return { code: 0, output: stdout };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'stdout' in error)) throw error;
    return { code: Number(error.code), output: String(error.stdout) };
  }
}

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

it('proves a bill from the attendance log beside the server, and finds one that says a second more', async () => {
  world = await World.create();
  const { patient, doctor, visit } = await world.visit();
  const { dataDirectory } = world.server;
  const params = { visitId: visit.id };
  const calls = [await world.join(patient, visit), await world.join(doctor, visit)];
  const live = await doctor.live();
  await live.request('visit:admit', params);
  await until(() => calls.every((call) => call.received > 60));
  await live.request('visit:end', params);
  const receipt = () => patient.api.billing.readReceipt({ params });
  await until(async () => (await receipt()).status === 'captured', { withinMs: 10_000 });
  const { chargeId, billableSeconds } = await receipt();

  const whole = await verify(dataDirectory, visit.id);
  expect(whole).toMatchObject({ code: 0, output: expect.stringMatching(`^Visit ${visit.id}: .* proven`) });
  expect(whole.output.trim().split('\n')).toHaveLength(2);

  await world.server.stop();
  const store = await openSqliteStore({ file: join(dataDirectory, 'billing.sqlite'), now: systemNow });
  const indexes = {
    visit: { fields: ['visitId'], unique: true },
    open: { fields: ['tenantId', 'patientId', 'isOpen'] },
  } as const;
  const charges = await store.collection<Captured>({ name: 'charges', indexes });
  await charges.change(chargeId, (charge) => {
    const due = { ...charge.state.due, billableSeconds: billableSeconds + 1 };
    return { document: { ...charge, state: { ...charge.state, due } } };
  });
  await store.close();
  const altered = await verify(dataDirectory);
  expect(altered.code).toBe(1);
  expect(altered.output).toContain(`${billableSeconds + 1} s are billed, ${billableSeconds} s are proven.`);
  expect((await verify(join(dataDirectory, 'nothing'))).code).toBe(2);
});
