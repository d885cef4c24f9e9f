import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import { VisitId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Store } from '#platform/store/store.ts';
import { actorOf, chatOver, clinicId, nurse, patient, visitId } from './chat.kit.ts';
import { hashMessage } from './messages/message-hash.ts';
import { openMessageStore } from './messages/message-store.ts';

describe('chat', () => {
  let folder: string;
  let store: Store;
  let chat: Awaited<ReturnType<typeof chatOver>>;
  const file = () => join(folder, 'chat.sqlite');
  const open = async () => {
    store = await openSqliteStore({ file: file(), now: Date.now });
    chat = await chatOver({ store, keyFolder: join(folder, 'keys') });
    await chat.service.start();
  };
  const thread = () => chat.ask(patient, 'conversation:find', { kind: 'visit', visitId });
  const refused = (code: string) => expect.objectContaining({ name: 'Refusal', code });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bedside-chat-'));
    await open();
  });
  afterEach(async () => {
    await chat.service.stop();
    await store.close();
    await rm(folder, { recursive: true });
  });

  async function send(conversationId: Awaited<ReturnType<typeof thread>>['id'], count: number) {
    const one = (index: number) =>
      chat.ask(index % 2 === 0 ? patient : nurse, 'message:send', {
        conversationId,
        body: `message ${index}`,
        clientKey: newUuid(),
      });
    return Promise.all(Array.from({ length: count }, (_, index) => one(index)));
  }

  it('finds one thread of a visit for all who ask at once, and none for strangers', async () => {
    const found = await Promise.all([
      thread(),
      thread(),
      chat.ask(nurse, 'conversation:find', { kind: 'visit', visitId }),
    ]);
    expect(new Set(found.map((one) => one.id)).size).toBe(1);
    const strangers = [
      actorOf('patient'),
      actorOf('nurse', { clinicIds: [] }),
      actorOf('guest', { userId: patient.userId, visitId: VisitId.parse(newUuid()) }),
      actorOf('nurse', { tenantId: actorOf('nurse').tenantId, clinicIds: [] }),
      actorOf('admin'),
    ];
    for (const stranger of strangers) {
      const { id: conversationId } = await thread();
      await expect(chat.ask(stranger, 'conversation:find', { kind: 'visit', visitId })).rejects.toThrow(
        refused('not_a_member'),
      );
      await expect(chat.mayHear(stranger, conversationId)).rejects.toThrow(refused('not_a_member'));
      await expect(
        chat.ask(stranger, 'message:send', { conversationId, body: 'x', clientKey: newUuid() }),
      ).rejects.toThrow(refused('not_a_member'));
    }
    await expect(
      chat.ask(nurse, 'conversation:find', { kind: 'visit', visitId: VisitId.parse(newUuid()) }),
    ).rejects.toThrow(refused('not_a_member'));
  });

  it('lets only the care team hear the whole clinic', () => {
    const { joins } = ChatSocket.requests['conversation:list'];
    expect(joins({}, nurse)).toEqual([{ kind: 'clinic', id: clinicId }]);
    expect(joins({}, patient)).toEqual([]);
    expect(joins({}, actorOf('guest'))).toEqual([]);
    expect(joins({}, actorOf('admin'))).toEqual([]);
  });

  it('keeps one order without a gap when many write at once, and tells it in that order', async () => {
    const { id } = await thread();
    const messages = await send(id, 60);
    const numbers = Array.from({ length: 60 }, (_, index) => index + 1);
    expect(messages.map((one) => one.seq).toSorted((a, b) => a - b)).toEqual(numbers);
    expect(chat.sent().map((one) => one.seq)).toEqual(numbers);
  });

  it('keeps one order when another process writes to the same thread', async () => {
    const { id: conversationId } = await thread();
    const other = await chatOver({ store, keyFolder: join(folder, 'keys') });
    const writes = Array.from({ length: 20 }, (_, index) => [chat, other, other, chat][index % 4] ?? chat);
    const say = (one: typeof chat) =>
      one.ask(patient, 'message:send', { conversationId, body: 'in turn', clientKey: newUuid() });
    const inTurn: number[] = [];
    for (const one of writes) inTurn.push((await say(one)).seq);
    const atOnce = await Promise.all(writes.map(say));
    const all = [...inTurn, ...atOnce.map(({ seq }) => seq).toSorted((a, b) => a - b)];
    expect(all).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    await other.service.stop();
  });

  it('answers a repeated message with the first, also at the same moment and after a restart', async () => {
    const { id: conversationId } = await thread();
    const input = { conversationId, body: 'once', clientKey: newUuid() };
    const repeat = () => chat.ask(patient, 'message:send', input);
    const [first, second] = await Promise.all([repeat(), repeat()]);
    await chat.service.stop();
    await store.close();
    await open();
    expect([second, await repeat()]).toEqual([first, first]);
    const team = await chat.ask(patient, 'conversation:find', { kind: 'team', patientId: patient.userId });
    const others = await Promise.allSettled([
      chat.ask(patient, 'message:send', { ...input, body: 'other' }),
      chat.ask(patient, 'message:send', { ...input, conversationId: team.id }),
      chat.ask(nurse, 'message:send', input),
    ]);
    const reason = refused('client_key_reused');
    expect(others).toEqual(others.map(() => ({ status: 'rejected', reason })));
    expect(await chat.ask(patient, 'conversation:open', { conversationId })).toMatchObject({
      conversation: { lastSeq: 1 },
    });
  });

  it('gives one who was away exactly what was missed, page by page', async () => {
    const { id: conversationId, epoch } = await thread();
    await send(conversationId, 450);
    const seen: number[] = [];
    for (let seq = 20, hasMore = true; hasMore; ) {
      const page = await chat.ask(nurse, 'conversation:open', { conversationId, after: { epoch, seq } });
      expect(page.isReset).toBe(false);
      seen.push(...page.messages.map((one) => one.seq));
      seq = seen.at(-1) ?? 0;
      ({ hasMore } = page);
    }
    expect(seen).toEqual(Array.from({ length: 430 }, (_, index) => index + 21));
  });

  it('starts anew for a cursor of another epoch or beyond the end', async () => {
    const { id: conversationId, epoch } = await thread();
    await send(conversationId, 3);
    for (const after of [{ epoch: epoch + 1, seq: 1 }, { epoch, seq: 4 }, undefined]) {
      const page = await chat.ask(nurse, 'conversation:open', {
        conversationId,
        ...(after ? { after } : {}),
      });
      expect(page).toMatchObject({ isReset: true, hasMore: false });
      expect(page.messages).toHaveLength(3);
    }
  });

  it('scrolls back, moves read cursors forwards only, and lists the latest thread first', async () => {
    const { id: conversationId } = await thread();
    await send(conversationId, 5);
    const older = await chat.ask(patient, 'message:list', { conversationId, beforeSeq: 4, limit: 2 });
    expect(older).toMatchObject({ hasMore: true, messages: [{ seq: 2 }, { seq: 3 }] });
    expect(await chat.ask(nurse, 'receipt:read', { conversationId, readSeq: 5 })).toMatchObject({
      readSeq: 5,
    });
    expect(await chat.ask(nurse, 'receipt:read', { conversationId, readSeq: 2 })).toMatchObject({
      readSeq: 5,
    });
    await expect(chat.ask(nurse, 'receipt:read', { conversationId, readSeq: 6 })).rejects.toThrow(
      refused('beyond_the_end'),
    );
    const team = await chat.ask(patient, 'conversation:find', { kind: 'team', patientId: patient.userId });
    await chat.ask(patient, 'message:send', { conversationId: team.id, body: 'later', clientKey: newUuid() });
    // The order of the list is found again after a crash, too.
    await store.close();
    await open();
    const list = await chat.ask(nurse, 'conversation:list', {});
    expect(list.conversations.map((one) => one.lastMessage?.body)).toEqual(['later', 'message 4']);
  });

  it('stores no text in the clear, and chains each message to the one before', async () => {
    const { id } = await thread();
    await chat.ask(patient, 'message:send', {
      conversationId: id,
      body: 'my secret rash',
      clientKey: newUuid(),
    });
    await send(id, 3);
    const rows = await (await openMessageStore(store)).listAfter(id, 0, 10);
    for (const [index, { version: _version, hash, ...row }] of rows.entries()) {
      expect(hashMessage(row)).toBe(hash);
      if (index > 0) expect(row.previousHash).toBe(rows[index - 1]?.hash);
    }
    await store.close();
    for (const suffix of ['', '-wal'])
      expect(await readFile(`${file()}${suffix}`).catch(() => Buffer.alloc(0))).not.toContain('secret rash');
    await open();
  });
});
