import { createServer } from 'node:http';
import * as mediasoup from 'mediasoup';
import { type Socket, Server } from 'socket.io';

// A two-party mediasoup server of one room, one request per step, as its documentation leads one to write it.
const [address = '127.0.0.1'] = process.argv.slice(2);
const worker = await mediasoup.createWorker({ rtcMinPort: 20_000, rtcMaxPort: 29_999 });
const router = await worker.createRouter({
  mediaCodecs: [
    { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
    { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  ],
});
// Whatever its page sends, trusted as it is.
type Asked = {
  id: string;
  producerId: string;
  kind: mediasoup.types.MediaKind;
  dtlsParameters: mediasoup.types.DtlsParameters;
  rtpParameters: mediasoup.types.RtpParameters;
  rtpCapabilities: mediasoup.types.RtpCapabilities;
};
const producers = new Map<string, mediasoup.types.Producer>();

let page = '';
const http = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(page));
const io = new Server(http, { transports: ['websocket'] });
process.on('message', (message: { page?: string }) => {
  page = message.page ?? page;
});

io.on('connection', (socket) => {
  const transports = new Map<string, mediasoup.types.WebRtcTransport>();
  const consumers = new Map<string, mediasoup.types.Consumer>();
  const mine: string[] = [];
  const on = answering(socket);

  on('capabilities', async () => router.rtpCapabilities);
  on('createTransport', async () => {
    const transport = await router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip: address }] });
    transports.set(transport.id, transport);
    const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
    return { id, iceParameters, iceCandidates, dtlsParameters };
  });
  on('connectTransport', async ({ id, dtlsParameters }) => transports.get(id)?.connect({ dtlsParameters }));
  on('produce', async ({ id, kind, rtpParameters }) => {
    const producer = await transports.get(id)?.produce({ kind, rtpParameters });
    if (producer === undefined) throw new Error('There is no such transport.');
    producers.set(producer.id, producer);
    mine.push(producer.id);
    socket.broadcast.emit('produced', producer.id);
    return producer.id;
  });
  on('producers', async () => [...producers.keys()].filter((id) => !mine.includes(id)));
  on('consume', async ({ id, producerId, rtpCapabilities }) => {
    const consumer = await transports.get(id)?.consume({ producerId, rtpCapabilities, paused: true });
    if (consumer === undefined) throw new Error('There is no such transport.');
    consumers.set(consumer.id, consumer);
    return { id: consumer.id, producerId, kind: consumer.kind, rtpParameters: consumer.rtpParameters };
  });
  on('resume', async ({ id }) => consumers.get(id)?.resume());
  socket.on('disconnect', () => {
    for (const transport of transports.values()) transport.close();
    for (const id of mine) producers.delete(id);
  });
});

function answering(socket: Socket) {
  return (name: string, handle: (data: Asked) => Promise<unknown>) =>
    socket.on(name, async (data: Asked, acknowledge: (answer: unknown) => void) =>
      acknowledge(await handle(data)),
    );
}

http.listen(0, address, () => process.send?.({ address: http.address() }));
