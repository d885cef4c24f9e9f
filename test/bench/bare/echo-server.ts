import { createServer } from 'node:http';
import { Server } from 'socket.io';

// Socket.IO and nothing else: a request is acknowledged with what it carried.
const http = createServer();
const io = new Server(http, { transports: ['websocket'] });

io.on('connection', (socket) => {
  socket.on('echo', (data: unknown, acknowledge: (answer: unknown) => void) =>
    acknowledge({ ok: true, data }),
  );
});

http.listen(0, '127.0.0.1', () => process.send?.({ address: http.address() }));
