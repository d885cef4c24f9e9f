import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { newUuid, systemNow } from '#platform/clock.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Document } from '#platform/store/store.ts';
import { until } from '../../kit/until.ts';
import { World } from '../../kit/world.ts';

const run = promisify(execFile);

describe('a server', () => {
  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  it('answers a request that fails inside with an id that is in its log, and lives', async () => {
    world = await World.create();
    const { patient, visit } = await world.visit();
    const chat = await patient.chat();
    const about = { kind: 'visit', visitId: visit.id } as const;
    const { id: conversationId } = await chat.request('conversation:find', about);
    await chat.request('message:send', { conversationId, body: 'Good morning', clientKey: newUuid() });

    // Somebody changed what is stored: the text no longer fits its seal.
    await world.server.kill();
    const store = await openSqliteStore({
      file: join(world.server.dataDirectory, 'chat.sqlite'),
      now: systemNow,
    });
    type Row = Document & { sealedBody: string };
    const rows = await store.collection<Row, 'order'>({
      name: 'messages',
      indexes: { order: { fields: ['conversationId', 'seq'], unique: true } },
    });
    const found = await rows.find({ index: 'order', equals: { conversationId }, limit: 1 });
    await rows.change(found.items[0]!._id, (row) => ({
      document: { ...row, sealedBody: `${row.sealedBody.slice(0, -6)}AAAAAA` },
    }));
    await store.close();
    await world.server.start();

    const back = await patient.chat();
    const answer = await back.raw('conversation:open', { conversationId });
    expect(answer).toMatchObject({ ok: false, code: 'internal' });
    const [id = 'no id'] = /[\da-f-]{36}/.exec(answer.ok ? '' : answer.message) ?? [];
    const log = await readFile(join(world.server.dataDirectory, 'log', 'bedside.log'), 'utf8');
    expect(log).toContain(id);
    expect(log).not.toContain('Good morning');
    expect(back.isConnected).toBe(true);
    expect((await back.request('conversation:find', about)).id).toBe(conversationId);
  });

  it('refuses writes on a full disk while a call goes on, and writes again when there is room', async ({
    skip,
  }) => {
    if (process.getuid?.() !== 0) skip('needs root, to mount a small disk');
    const folder = '/mnt';
    const mount = `mount -t tmpfs -o size=64m none ${folder} && exec "$@"`;
    const through = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', mount, 'sh'];
    const isPossible = await run(through[0]!, [...through.slice(1), 'true']).then(
      () => true,
      () => false,
    );
    if (!isPossible) skip('this machine lets nobody mount a small disk');
    world = await World.create({ through, dataDirectory: folder });
    // The disk as the server sees it.
    const disk = `/proc/${world.server.pid}/root${folder}`;
    const { patient, doctor, visit } = await world.visit();
    const peers = await Promise.all([world.join(patient, visit), world.join(doctor, visit)]);
    const live = await doctor.live();
    await live.request('visit:admit', { visitId: visit.id });
    const chat = await patient.chat();
    const about = { kind: 'visit', visitId: visit.id } as const;
    const { id: conversationId } = await chat.request('conversation:find', about);
    const send = () =>
      chat.raw('message:send', { conversationId, body: 'word '.repeat(700), clientKey: newUuid() });
    expect(await send()).toMatchObject({ ok: true });

    const ballast = join(disk, 'ballast');
    await writeFile(ballast, Buffer.alloc(80_000_000)).catch(() => undefined);
    await until(async () => {
      const answer = await send();
      return !answer.ok && answer.code === 'storage_full';
    });
    const before = peers.map(({ received }) => received);
    await until(() => peers.every(({ received }, index) => received > (before[index] ?? 0) + 100));
    expect((await fetch(`${world.site()}/livez`)).ok).toBe(true);
    // Whoever looks is recorded; where that cannot be written, nobody looks.
    await expect(doctor.look(visit)).rejects.toMatchObject({ code: 'storage_full' });
    await expect(live.request('visit:end', { visitId: visit.id })).rejects.toMatchObject({
      code: 'storage_full',
    });

    await rm(ballast);
    await until(async () => (await send()).ok);
    const { visit: ended } = await live.request('visit:end', { visitId: visit.id });
    expect(ended.status).toBe('ended');
    const receipt = () => patient.api.billing.readReceipt({ params: { visitId: visit.id } });
    await until(async () => (await receipt()).status === 'captured', { withinMs: 20_000 });
  });
});
