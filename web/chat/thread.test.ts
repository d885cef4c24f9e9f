import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conversation, Message } from '#contracts/chat/conversation.ts';
import { type Thread, type ThreadFact, emptyThread, readByOthers, reduceThread, unreadOf } from './thread.ts';

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const conversation = (lastSeq: number, epoch = 1) =>
  Conversation.parse({
    id: uuid(1),
    kind: 'team',
    clinicId: uuid(2),
    patient: { userId: uuid(3), name: 'Pat' },
    epoch,
    lastSeq,
    cursors: [],
  });
const message = (seq: number, author = 3) =>
  Message.parse({
    id: uuid(100 + seq),
    conversationId: uuid(1),
    seq,
    author: { userId: uuid(author), name: 'Pat', role: 'patient' },
    body: `Message ${seq}`,
    clientKey: uuid(1_000 + seq),
    sentAt: seq * 1_000,
  });
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => message(from + at));
const opened = (from: number, to: number, isReset = false): ThreadFact => ({
  kind: 'opened',
  conversation: conversation(to),
  messages: range(from, to),
  isReset,
});
const after = (thread: Thread, ...facts: ThreadFact[]) => facts.reduce(reduceThread, thread);
const seqs = (thread: Thread) => thread.messages.map(({ seq }) => seq);
const person = (number: number) => message(1, number).author.userId;

describe('reduceThread', () => {
  it('takes the next message and ignores one that it has', () => {
    const thread = after(emptyThread, opened(1, 3), { kind: 'sent', message: message(4) });
    expect(seqs(after(thread, { kind: 'sent', message: message(2) }))).toEqual([1, 2, 3, 4]);
  });

  it('shows a gap instead of a message that came too early', () => {
    const thread = after(emptyThread, opened(1, 3), { kind: 'sent', message: message(5) });
    expect(seqs(thread)).toEqual([1, 2, 3]);
    expect(thread.hasGap).toBe(true);
    const whole = after(thread, opened(4, 5));
    expect(seqs(whole)).toEqual([1, 2, 3, 4, 5]);
    expect(whole.hasGap).toBe(false);
  });

  it('begins anew when the thread was reset', () => {
    expect(seqs(after(emptyThread, opened(1, 3), opened(7, 9, true)))).toEqual([7, 8, 9]);
  });

  it('keeps what is written until its own message comes, by whichever way', () => {
    const outgoing = { clientKey: uuid(1_004), body: 'Message 4', writtenAt: 0, isFailed: false };
    const wrote = after(emptyThread, opened(1, 3), { kind: 'wrote', outgoing });
    expect(wrote.outgoing).toHaveLength(1);
    expect(after(wrote, { kind: 'sent', message: message(4) }).outgoing).toHaveLength(0);
    expect(after(wrote, opened(4, 4)).outgoing).toHaveLength(0);
    // It is behind a gap: it is not shown yet, so it is still outgoing.
    const early = after(wrote, { kind: 'sent', message: { ...message(6), clientKey: uuid(1_004) } });
    expect(early.outgoing).toHaveLength(1);
  });

  it('knows that there is more before the first message', () => {
    const thread = after(emptyThread, opened(51, 60));
    expect(thread.hasEarlier).toBe(true);
    const more = after(thread, { kind: 'earlier', messages: range(1, 50), hasMore: false });
    expect(seqs(more)).toEqual(range(1, 60).map(({ seq }) => seq));
    expect(more.hasEarlier).toBe(false);
  });

  it('moves cursors forwards only', () => {
    const read = (readSeq: number): ThreadFact => ({ kind: 'read', userId: person(4), readSeq });
    const thread = after(emptyThread, opened(1, 3), read(3), read(2));
    expect(readByOthers(thread, person(3))).toBe(3);
    expect(unreadOf(thread, person(4))).toBe(0);
    expect(unreadOf(thread, person(5))).toBe(3);
  });

  it('has no gap and no message twice, in whatever order and how often notices come', () => {
    const lists = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 60 });
    fc.assert(
      fc.property(lists, (arrivals) => {
        let thread = after(emptyThread, opened(1, 2));
        for (const seq of arrivals) {
          thread = after(thread, { kind: 'sent', message: message(seq) });
          // What the session does on a gap: open again after the last one.
          if (thread.hasGap) thread = after(thread, opened(thread.messages.length + 1, Math.max(seq, 2)));
        }
        expect(seqs(thread)).toEqual(Array.from({ length: Math.max(2, ...arrivals) }, (_, at) => at + 1));
      }),
    );
  });
});
