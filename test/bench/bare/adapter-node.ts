import http from 'node:http';
import { text } from 'node:stream/consumers';
import { createShardedAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { message, opened } from '../processes/made-up-thread.ts';
import { Told, tellEvenly } from '../processes/tell-evenly.ts';

// Socket.IO with the sharded Redis adapter and nothing else; a request is answered here, or by a sister over HTTP
// (`here`, `sister`, `chat`), with the same answers as ours.
const [part = 'here', redisUrl = '', port = '0', sister = ''] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true });

function askSister(body: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const request = http.request(sister, { method: 'POST', agent, headers }, (response) => {
      text(response).then((answer) => resolve(JSON.parse(answer)), reject);
    });
    request.on('error', reject).end(JSON.stringify(body));
  });
}

const server = http.createServer(async (request, response) => {
  const data = message(JSON.parse(await text(request)));
  response.setHeader('content-type', 'application/json').end(JSON.stringify(data));
});

if (part !== 'chat') {
  const redis = new Redis(redisUrl);
  const adapter = createShardedAdapter(redis, redis.duplicate());
  const io = new Server(server, { transports: ['websocket'], adapter });
  for (const further of ['/live', '/call'])
    io.of(further).on('connection', (socket) => socket.join(`user:${socket.handshake.auth['person']}`));
  io.on('connection', (socket) => {
    void socket.join(`user:${socket.handshake.auth['person']}`);
    socket.on('open', async ({ conversationId }, acknowledge) => {
      await socket.join(conversationId);
      acknowledge({ ok: true, data: opened(conversationId) });
    });
    socket.on('send', async (draft, acknowledge) =>
      acknowledge({ ok: true, data: part === 'here' ? message(draft) : await askSister(draft) }),
    );
  });
  process.on('message', async (order) => {
    const { success, data: told } = Told.safeParse(order);
    if (!success) return;
    await tellEvenly(told, (room, key) =>
      io
        .to(room)
        .emit(
          'sent',
          message({ conversationId: room, clientKey: key, body: 'Good morning, how was the night?' }),
        ),
    );
    process.send?.({ told: told.count });
  });
}

server.listen(Number(port), '127.0.0.1', () => process.send?.({ address: server.address() }));
