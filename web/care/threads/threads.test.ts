import { describe, expect, it } from 'vitest';
import { Conversation, Message } from '#contracts/chat/conversation.ts';
import { UserId } from '#contracts/ids.ts';
import { aVisit } from '../board/visit.kit.ts';
import {
  type ThreadRow,
  inOrder,
  unreadOf,
  unreadOfAll,
  unreadOfVisit,
  withMessage,
  withReceipt,
} from './threads.ts';

const id = (number: number) => `01890a5d-ac96-774b-bcce-${String(number).padStart(12, '0')}`;
const me = UserId.parse(id(700));

const message = (thread: number, seq: number, role: 'patient' | 'nurse' = 'patient', sentAt = seq) =>
  Message.parse({
    id: id(thread * 1_000 + seq),
    conversationId: id(thread),
    seq,
    author: { userId: role === 'patient' ? id(401) : me, name: 'Somebody', role },
    body: 'Hello',
    clientKey: id(5),
    sentAt,
  });

function row(thread: number, last: Message | undefined, more: object = {}): ThreadRow {
  const conversation = Conversation.parse({
    id: id(thread),
    kind: 'team',
    clinicId: id(900),
    patient: { userId: id(401), name: 'Patient 1' },
    epoch: 1,
    lastSeq: last?.seq ?? 0,
    cursors: [],
    ...more,
  });
  return last === undefined ? { conversation } : { conversation, lastMessage: last };
}

describe('threads', () => {
  it('count what the patient wrote after what was read', () => {
    const cursors = [{ userId: me, readSeq: 2 }];
    expect(unreadOf(row(1, message(1, 5), { cursors }), me)).toBe(3);
    expect(unreadOf(row(1, message(1, 5)), me)).toBe(5);
  });

  it('count a thread whose last word is the team’s as answered', () => {
    expect(unreadOf(row(1, message(1, 5, 'nurse')), me)).toBe(0);
    expect(unreadOf(row(1, undefined), me)).toBe(0);
  });

  it('take a new message once, whatever comes late or twice', () => {
    const threads = { conversations: [row(1, message(1, 1)), row(2, undefined)] };
    const after = withMessage(threads, message(1, 2));
    expect(after?.conversations[0]?.lastMessage?.seq).toBe(2);
    expect(after && withMessage(after, message(1, 2))).toBe(after);
    expect(after && withMessage(after, message(1, 1))).toBe(after);
    expect(unreadOfAll(after, me)).toBe(2);
  });

  it('say when a message belongs to a thread that is not known', () => {
    expect(withMessage({ conversations: [] }, message(1, 1))).toBeUndefined();
  });

  it('move how far somebody read, never backwards', () => {
    const threads = { conversations: [row(1, message(1, 3))] };
    const read = withReceipt(threads, { conversationId: id(1), userId: me, readSeq: 3 });
    expect(unreadOfAll(read, me)).toBe(0);
    expect(withReceipt(read, { conversationId: id(1), userId: me, readSeq: 1 })).toBe(read);
    expect(withReceipt(read, { conversationId: id(9), userId: me, readSeq: 1 })).toBe(read);
  });

  it('stand unread first, then the latest, and only where something was written', () => {
    const threads = {
      conversations: [
        row(1, message(1, 1, 'nurse', 90)),
        row(2, message(2, 1, 'patient', 10)),
        row(3, undefined),
        row(4, message(4, 1, 'patient', 20)),
      ],
    };
    expect(inOrder(threads, me).map(({ conversation }) => conversation.id)).toEqual([id(4), id(2), id(1)]);
  });

  it('belong to a visit by its id, or by its patient for the thread with the team', () => {
    const visit = aVisit({ number: 1 });
    const ofVisit = { kind: 'visit', visitId: visit.id };
    const ofOther = { kind: 'visit', visitId: id(77) };
    const threads = {
      conversations: [row(1, message(1, 2), ofVisit), row(2, message(2, 3), ofOther), row(3, message(3, 4))],
    };
    expect(unreadOfVisit(threads, visit, me)).toBe(6);
  });
});
