import { describe, expect, it } from 'vitest';
import { Conversation, Message } from '#contracts/chat/conversation.ts';
import type { ChatSocket } from '#contracts/sockets/chat.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { SocketPort } from '../api/socket-port.ts';
import type { Outgoing } from './thread.ts';
import { ThreadSession } from './thread-session.ts';

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A chat server of one thread, which can lose answers and connections. */
function createWorld() {
  const messages: Message[] = [];
  const listeners = new Map<string, Set<(data: never) => void>>();
  const connection = new Set<(isConnected: boolean) => void>();
  const world = {
    isConnected: true,
    losesAnswer: false,
    messages,
    sends: 0,
    kept: [] as readonly Outgoing[],
  };
  const conversation = () =>
    Conversation.parse({
      id: uuid(1),
      kind: 'team',
      clinicId: uuid(2),
      patient: { userId: uuid(3), name: 'Pat' },
      epoch: 1,
      lastSeq: messages.length,
      cursors: [],
    });
  const write = (body: string, clientKey: string) => {
    const earlier = messages.find((message) => message.clientKey === clientKey);
    if (earlier !== undefined) return earlier;
    const seq = messages.length + 1;
    const author = { userId: uuid(3), name: 'Pat', role: 'patient' };
    const message = Message.parse({
      id: uuid(100 + seq),
      conversationId: uuid(1),
      seq,
      author,
      body,
      clientKey,
      sentAt: seq,
    });
    messages.push(message);
    return message;
  };
  const answers: Record<string, (input: never) => unknown> = {
    'conversation:open': ({ after }: { after?: { seq: number } }) => ({
      conversation: conversation(),
      messages: messages.filter(({ seq }) => seq > (after?.seq ?? 0)),
      hasMore: false,
      isReset: false,
    }),
    'message:send': ({ body, clientKey }: { body: string; clientKey: string }) => {
      world.sends += 1;
      if (body === 'refuse me') throw new Refusal('not_a_member', 'No.');
      const message = write(body, clientKey);
      if (!world.losesAnswer) return message;
      world.losesAnswer = false;
      throw new Refusal('unavailable', 'The answer did not come.');
    },
  };
  const port = {
    get isConnected() {
      return world.isConnected;
    },
    request: async (name: string, input: never) => answers[name]?.(input) ?? {},
    on(notice: string, listener: (data: never) => void) {
      const known = listeners.get(notice) ?? new Set();
      listeners.set(notice, known.add(listener));
      return () => known.delete(listener);
    },
    onConnection(listener: (isConnected: boolean) => void) {
      connection.add(listener);
      return () => connection.delete(listener);
    },
  };
  let keys = 0;
  const open = () =>
    ThreadSession.create({
      port: port as unknown as SocketPort<ChatSocket>,
      conversationId: conversation().id,
      outbox: {
        read: () => world.kept.map((one) => ({ ...one })),
        write: (outgoing) => void (world.kept = outgoing),
      },
      now: () => 0,
      newKey: () => uuid(5_000 + ++keys),
    });
  return {
    ...world,
    world,
    open,
    write,
    tell: (message: Message) =>
      listeners.get('message:sent')?.forEach((listener) => listener(message as never)),
    connect(isConnected: boolean) {
      world.isConnected = isConnected;
      for (const listener of connection) listener(isConnected);
    },
  };
}

const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};
const bodies = (session: ThreadSession) => session.read().messages.map(({ body }) => body);

describe('ThreadSession', () => {
  it('sends in the order of writing', async () => {
    const { open } = createWorld();
    const session = open();
    for (const body of ['one', 'two', 'three']) session.send(body);
    await settled();
    expect(bodies(session)).toEqual(['one', 'two', 'three']);
    expect(session.read().outgoing).toEqual([]);
    session.close();
  });

  it('sends what was written without a line once it is back, and keeps it meanwhile', async () => {
    const { open, connect, world } = createWorld();
    const session = open();
    await settled();
    connect(false);
    session.send('written offline');
    await settled();
    expect(world.kept.map(({ body }) => body)).toEqual(['written offline']);
    connect(true);
    await settled();
    expect(bodies(session)).toEqual(['written offline']);
    expect(world.kept).toEqual([]);
    session.close();
  });

  it('makes one message of one that is sent again after a lost answer', async () => {
    const { open, connect, world } = createWorld();
    const session = open();
    await settled();
    world.losesAnswer = true;
    session.send('once');
    await settled();
    expect(session.read().outgoing).toHaveLength(1);
    connect(false);
    connect(true);
    await settled();
    expect(bodies(session)).toEqual(['once']);
    expect(world.messages).toHaveLength(1);
    session.close();
  });

  it('sends again after a reload what was not acknowledged before', async () => {
    const { open, world, messages } = createWorld();
    world.kept = [{ clientKey: uuid(9_999), body: 'before the reload', writtenAt: 0, isFailed: false }];
    const session = open();
    await settled();
    expect(messages.map(({ body }) => body)).toEqual(['before the reload']);
    expect(world.kept).toEqual([]);
    session.close();
  });

  it('fetches what it missed when a notice shows a gap', async () => {
    const { open, write, tell } = createWorld();
    const session = open();
    await settled();
    write('missed', uuid(7_001));
    tell(write('heard', uuid(7_002)));
    await settled();
    expect(bodies(session)).toEqual(['missed', 'heard']);
    session.close();
  });

  it('marks a refused message and goes on with the next', async () => {
    const { open } = createWorld();
    const session = open();
    session.send('refuse me');
    session.send('fine');
    await settled();
    expect(session.read().outgoing.map(({ body, isFailed }) => ({ body, isFailed }))).toEqual([
      { body: 'refuse me', isFailed: true },
    ]);
    expect(bodies(session)).toEqual(['fine']);
    session.close();
  });
});
