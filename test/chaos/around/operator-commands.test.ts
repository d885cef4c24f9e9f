import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventEnvelope } from '#contracts/event.ts';
import { RedisDeadLetters } from '#platform/bus/redis/dead-letters.ts';
import { busKeys } from '#platform/bus/redis/partitions.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { openRedis } from '#platform/redis/open-redis.ts';
import { machineEnv, root } from '../../kit/server.ts';
import { until } from '../../kit/until.ts';
import { type Cast, World } from '../../kit/world.ts';

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [older, newer] = [newKey('older'), newKey('newer')];
const sample = join(root, 'contracts/events/samples/chat.message_sent@1.json');

describe("operators' commands on an installation", () => {
  let world: World;
  let cast: Cast;

  beforeAll(async () => {
    // Every process knows both keys; the last one seals.
    world = await World.create({ way: 'together', env: { BEDSIDE_MASTER_KEYS: `${newer},${older}` } });
    cast = await world.visit();
  });
  afterAll(() => world?.close());

  async function run(command: string, args: string[] = [], more: Record<string, string> = {}) {
    const { mongo, redis } = world.together;
    const env = { ...machineEnv(), MONGODB_URL: mongo.url, REDIS_URL: redis.url, ...more };
    const file = join(root, 'ops', command);
    const program = promisify(execFile)(process.execPath, [file, ...args], { env });
    return program.then(
      ({ stdout }) => ({ code: 0, output: stdout }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        output: error.stdout + error.stderr,
      }),
    );
  }

  it('verify-audit walks the trail, and says where there is none', async () => {
    await until(async () => (await cast.admin.api.audit.readChain()).entries > 5);
    expect(await run('verify-audit.ts')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^Tenant \S+: \d+ entries, unbroken\.\n$/),
    });
    expect(await run('verify-audit.ts', [], { BEDSIDE_INSTALLATION: 'nobody' })).toEqual({
      code: 2,
      output: 'There is nothing in the database nobody_audit. Set BEDSIDE_INSTALLATION.\n',
    });
    expect(await run('verify-audit.ts', [], { REDIS_URL: '' })).toMatchObject({ code: 1 });
  });

  it('verify-invoice proves a paid visit', async () => {
    const { patient, doctor, visit } = cast;
    const params = { visitId: visit.id };
    const calls = [await world.join(patient, visit), await world.join(doctor, visit)];
    const live = await doctor.live();
    await live.request('visit:admit', params);
    await until(() => calls.every((call) => call.received > 60));
    await live.request('visit:end', params);
    const receipt = () => patient.api.billing.readReceipt({ params });
    await until(async () => (await receipt()).status === 'captured', { withinMs: 20_000 });
    expect(await run('verify-invoice.ts', ['data', visit.id])).toMatchObject({
      code: 0,
      output: expect.stringMatching(`^Visit ${visit.id}: .* proven`),
    });
  });

  it('dead-letters lists what failed for good, and has it tried again at once', async () => {
    const redis = await openRedis({ url: world.together.redis.url, prefix: 'bedside', log: silentLog });
    const dead = new RedisDeadLetters({ redis, keys: busKeys('bedside:bus'), now: systemNow });
    const event = EventEnvelope.parse({ ...JSON.parse(await readFile(sample, 'utf8')), id: newUuid() });
    await dead.add({ group: 'billing', eventId: event.id, event, reason: 'not now' });
    expect(await run('dead-letters.ts')).toMatchObject({
      code: 0,
      output: expect.stringContaining(`event billing ${event.id}\n  chat.message_sent`),
    });
    expect(await run('dead-letters.ts', ['data', 'replay', 'all'])).toEqual({
      code: 0,
      output: '1 are tried again.\n',
    });
    expect(await run('dead-letters.ts')).toEqual({ code: 0, output: 'Nothing failed for good.\n' });
    expect(await dead.list('billing')).toEqual([]);
    redis.close();
    expect(await run('verify-audit.ts')).toMatchObject({ output: expect.stringContaining(event.tenantId) });
  });

  it('rotate-master-key seals anew under the newest key, beside what runs', async () => {
    const { nurse, patient } = cast;
    const chat = await nurse.chat();
    const { id } = await chat.request('conversation:find', { kind: 'team', patientId: patient.userId });
    const body = `Sealed ${newUuid()}`;
    const { seq } = await chat.request('message:send', { conversationId: id, body, clientKey: newUuid() });
    expect(await run('rotate-master-key.ts')).toMatchObject({
      code: 1,
      output: expect.stringContaining('Add the new key at the end of BEDSIDE_MASTER_KEYS'),
    });
    const rotated = await run('rotate-master-key.ts', [], { BEDSIDE_MASTER_KEYS: `${older},${newer}` });
    expect(rotated).toMatchObject({ code: 0, output: expect.stringContaining('master key newer') });
    await world.together.process('chat').stop();
    await world.together.process('chat').start();
    const read = async () => {
      const { messages } = await chat.request('message:list', {
        conversationId: id,
        beforeSeq: seq + 1,
      });
      return messages.some((message) => message.body === body);
    };
    await until(read, { withinMs: 20_000 });
  });
});
