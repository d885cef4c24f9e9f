import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '#contracts/chat/conversation.ts';
import type { ConversationId } from '#contracts/ids.ts';
import type { ChatSocket } from '#contracts/sockets/chat.ts';
import { newUuid } from '#platform/clock.ts';
import type { TestSocket } from '../kit/client.ts';
import { until } from '../kit/until.ts';
import { World } from '../kit/world.ts';

type Chat = TestSocket<ChatSocket>;

describe('a thread', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.close());

  async function thread() {
    const cast = await world.visit();
    const [patient, doctor] = [await cast.patient.chat(), await cast.doctor.chat()];
    const { id: conversationId } = await patient.request('conversation:find', {
      kind: 'visit',
      visitId: cast.visit.id,
    });
    return { ...cast, chats: { patient, doctor }, conversationId };
  }
  const send = (chat: Chat, conversationId: ConversationId, body: string, clientKey = newUuid()) =>
    chat.request('message:send', { conversationId, body, clientKey });
  const bodies = (messages: readonly Message[]) => messages.map(({ body }) => body);
  const whole = async (chat: Chat, conversationId: ConversationId) =>
    (await chat.request('conversation:open', { conversationId })).messages;

  it('keeps a message once whose acknowledgement was lost', async () => {
    const { chats, conversationId, patient } = await thread();
    await chats.doctor.request('conversation:open', { conversationId });
    const clientKey = newUuid();
    // The line goes away in the moment of sending: whether it arrived is not known.
    const lost = await patient.chat();
    const gone = send(lost, conversationId, 'Is it contagious?', clientKey).catch(() => undefined);
    lost.close();
    const repeated = await send(chats.patient, conversationId, 'Is it contagious?', clientKey);
    const [again] = await Promise.all([
      send(chats.patient, conversationId, 'Is it contagious?', clientKey),
      gone,
    ]);
    expect(again).toEqual(repeated);
    expect(bodies(await whole(chats.doctor, conversationId))).toEqual(['Is it contagious?']);
    await until(() => chats.doctor.notices('message:sent').length === 1);
    await expect(send(chats.patient, conversationId, 'Something else', clientKey)).rejects.toMatchObject({
      code: 'client_key_reused',
    });
  });

  it('gives somebody who was away exactly what was missed, in order', async () => {
    const { chats, conversationId, doctor } = await thread();
    await send(chats.patient, conversationId, 'before');
    const { conversation, messages } = await chats.doctor.request('conversation:open', { conversationId });
    chats.doctor.close();
    const missed = Array.from({ length: 120 }, (_, n) => `missed ${n}`);
    for (const body of missed) await send(chats.patient, conversationId, body);

    const back = await doctor.chat();
    let after = { epoch: conversation.epoch, seq: messages.at(-1)?.seq ?? 0 };
    const caughtUp: string[] = [];
    for (let hasMore = true; hasMore; ) {
      const page = await back.request('conversation:open', { conversationId, after });
      expect(page.isReset).toBe(false);
      caughtUp.push(...bodies(page.messages));
      after = { ...after, seq: page.messages.at(-1)?.seq ?? after.seq };
      ({ hasMore } = page);
    }
    expect(caughtUp).toEqual(missed);
    await send(chats.patient, conversationId, 'after');
    await until(() => back.notices('message:sent').some(({ body }) => body === 'after'));
  });

  it('has one order for two who write at once, and everybody hears it', async () => {
    const { chats, conversationId, nurse } = await thread();
    const reader = await nurse.chat();
    await reader.request('conversation:open', { conversationId });
    const texts = (who: string) => Array.from({ length: 40 }, (_, n) => `${who} ${n}`);
    await Promise.all(
      (['patient', 'doctor'] as const).map(async (who) => {
        for (const body of texts(who)) await send(chats[who], conversationId, body);
      }),
    );
    const pages = await reader.request('message:list', { conversationId, beforeSeq: 1_000, limit: 200 });
    expect(pages.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, n) => n + 1));
    for (const who of ['patient', 'doctor'])
      expect(bodies(pages.messages).filter((body) => body.startsWith(who))).toEqual(texts(who));
    await until(() => reader.notices('message:sent').length === 80);
    expect(bodies(reader.notices('message:sent'))).toEqual(bodies(pages.messages));
  });

  it('shows how far others have read, never backwards', async () => {
    const { chats, conversationId, doctor } = await thread();
    for (const body of ['one', 'two', 'three']) await send(chats.patient, conversationId, body);
    await chats.patient.request('conversation:open', { conversationId });
    await chats.doctor.request('conversation:open', { conversationId });
    const read = (readSeq: number) =>
      chats.doctor.request('receipt:read', { conversationId, readSeq }).then((cursor) => cursor.readSeq);
    expect([await read(3), await read(1)]).toEqual([3, 3]);
    await until(() =>
      chats.patient
        .notices('receipt:moved')
        .some(({ userId, readSeq }) => userId === doctor.userId && readSeq === 3),
    );
    await expect(read(9)).rejects.toMatchObject({ code: 'beyond_the_end' });
  });

  it('is closed to those who are not in it', async () => {
    const { conversationId, visit } = await thread();
    const { patient: stranger } = await world.visit();
    const chat = await stranger.chat();
    const refused = { code: 'not_a_member' };
    await expect(chat.request('conversation:open', { conversationId })).rejects.toMatchObject(refused);
    await expect(
      chat.request('conversation:find', { kind: 'visit', visitId: visit.id }),
    ).rejects.toMatchObject(refused);
    await expect(send(chat, conversationId, 'hello')).rejects.toMatchObject(refused);
  });
});
