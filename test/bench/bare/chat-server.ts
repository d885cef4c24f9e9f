import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Server } from 'socket.io';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';

// A message as the first sketch of a chat has it: stored in the same group commit, acknowledged, emitted to the two.
const [folder = '.'] = process.argv.slice(2);
const store = await openSqliteStore({
  file: join(folder, 'chat.db'),
  now: () => performance.timeOrigin + performance.now(),
});
const messages = await store.collection<Row, 'by_conversation'>({
  name: 'messages',
  indexes: { by_conversation: { fields: ['conversationId', 'sentAt'] } },
});
type Row = {
  _id: string;
  version: number;
  conversationId: string;
  sender: string;
  body: string;
  sentAt: number;
};
type Sent = { conversationId: string; body: string };

const http = createServer();
const io = new Server(http, { transports: ['websocket'] });

io.on('connection', async (socket) => {
  const { conversationId } = socket.handshake.auth;
  socket.on('send', async (sent: Sent, acknowledge: (answer: unknown) => void) => {
    const row = await messages.insert({
      _id: randomUUID(),
      sender: socket.id,
      sentAt: performance.now(),
      ...sent,
    });
    acknowledge({ ok: true, data: row });
    io.to(conversationId).emit('sent', row);
  });
  await socket.join(conversationId);
});

http.listen(0, '127.0.0.1', () => process.send?.({ address: http.address() }));
