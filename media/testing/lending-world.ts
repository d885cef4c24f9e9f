import { networkInterfaces } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { MediaNode } from '#contracts/call/place.ts';
import { NodeId, TenantId, VisitId } from '#contracts/ids.ts';
import { LendingRpc } from '#contracts/rpc/lending.ts';
import { newUuid, systemNow, systemRandom } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createHttpRpc } from '#platform/rpc/http/http-rpc.ts';
import { createRpcDoor } from '#platform/rpc/http/rpc-door.ts';
import { openServer } from '#platform/rpc/http/rpc-server.kit.ts';
import { MountedRpc } from '#platform/rpc/mounted-rpc.ts';
import { rpcClient } from '#platform/rpc/rpc-client.ts';
import { Lenders } from '../borrowing/lenders.ts';
import { lendingRpc } from '../lending/lending-rpc.ts';
import { Loans } from '../lending/loans.ts';
import { createPipeEnds } from '../lending/pipe-ends.ts';
import { LocalOutlet } from '../outlets/local-outlet.ts';
import { listenInfos } from '../workers/listen-infos.ts';
import { MediaWorker } from '../workers/media-worker.ts';
import { WorkerPool } from '../workers/worker-pool.ts';

const opus = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 };
const vp8 = { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 };
const ssrc = 4_711;
/** Of each size of a picture. */
const layers = [5_001, 5_002, 5_003];
const place = (name: string, address = 'http://localhost') => ({
  nodeId: NodeId.parse(name),
  instanceId: newUuid(),
  address,
});

function openPool(count: number): Promise<WorkerPool> {
  const listen = listenInfos({ port: 0, announcedAddress: '127.0.0.1', interfaces: networkInterfaces() });
  const startWorker = () => MediaWorker.create({ listen, now: systemNow });
  return WorkerPool.create({ count, startWorker, log: silentLog });
}

/** A media node with a room in which one speaks, and another that lends to it over a wire that can be cut, for tests. */
export async function openLendingWorld() {
  const [own, other] = [await openPool(1), await openPool(2)];
  const pipes = createPipeEnds({ announced: undefined, firstPort: 0 });
  // Both nodes are in this one process: while that is slow neither takes the other for lost.
  const silentMs = 20_000;
  const loans = new Loans({ pickWorker: () => other.pick(), pipes, log: silentLog, silentMs });
  const mounted = new MountedRpc([lendingRpc(loans)]);
  const tools = { log: silentLog, metrics: createMetrics(), newId: newUuid };
  const door = createRpcDoor({ mounted, verifyServiceToken: () => undefined, ...tools });
  const wire = { is: 'whole' as 'whole' | 'refused' | 'silent', asked: [] as string[], losesAnswers: false };
  const server = await openServer((request, response) => {
    wire.asked.push(request.url ?? '');
    if (wire.is === 'refused') return void request.destroy();
    if (wire.is === 'silent') return;
    if (wire.losesAnswers && wire.asked.length % 3 === 0) response.end = () => response.destroy();
    door(request, response).catch(() => response.destroy());
  });
  const signServiceToken = () => 'token';
  const http = createHttpRpc({ addressOf: () => server.address, signServiceToken, ...tools });
  const lender = place('lender', server.address);
  const owner = place('owner');
  const node = (): MediaNode => ({
    ...lender,
    region: 'here',
    isDraining: false,
    updatedAt: 0,
    workers: other.workers.map(({ pid, rooms, consumers, cpu }) => ({ pid, rooms, consumers, cpu })),
  });
  const lenders = new Lenders({
    nodes: { rows: () => [{ kind: 'media', ...lender, updatedAt: 0, data: node() }] },
    lenderAt: (address) => rpcClient(LendingRpc, http, { address }),
    pipes,
    place: owner,
    region: 'here',
    random: systemRandom,
    newId: newUuid,
    log: silentLog,
  });
  const origin = await LocalOutlet.create(await own.pick());
  const transport = await origin.router.createDirectTransport();
  const rtpParameters = { codecs: [opus], encodings: [{ ssrc }] };
  const speak = () => transport.produce({ kind: 'audio', rtpParameters });
  const producer = await speak();
  const key = { tenantId: TenantId.parse(newUuid()), visitId: VisitId.parse(newUuid()) };
  let sequence = 0;
  let frames = 0;

  return {
    own,
    other,
    origin,
    producer,
    loans,
    lender,
    owner,
    lenders,
    wire,
    key,
    client: rpcClient(LendingRpc, http, { address: server.address }),
    pipes,
    borrow: () => lenders.borrow({ ...key, origin }, 'here'),
    /** Sends so many packets of sound, one every 5 ms. */
    async say(packets: number): Promise<void> {
      for (let sent = 0; sent < packets; sent++) {
        producer.send(rtp({ ssrc, codec: opus, sequence: ++sequence, step: 960 }));
        await pause(5);
      }
    },
    /** Somebody who sends a picture in three sizes; every frame of it is a key frame. */
    async film() {
      const encodings = layers.map((layer) => ({ ssrc: layer }));
      const film = await transport.produce({ kind: 'video', rtpParameters: { codecs: [vp8], encodings } });
      const frame = () => {
        frames++;
        for (const layer of layers)
          film.send(rtp({ ssrc: layer, codec: vp8, sequence: frames, step: 3_600 }));
      };
      return { producer: film, frame };
    },
    async close() {
      origin.close();
      loans.closeAll();
      await http.close();
      await server.close();
      own.close();
      other.close();
    },
  };
}
export type LendingWorld = Awaited<ReturnType<typeof openLendingWorld>>;

type Packet = {
  ssrc: number;
  codec: { mimeType: string; payloadType: number };
  sequence: number;
  step: number;
};

function rtp({ ssrc: source, codec, sequence, step }: Packet): Buffer {
  const packet = Buffer.alloc(12 + 80);
  const isVideo = codec === vp8;
  packet[0] = 0x80;
  packet[1] = codec.payloadType | (isVideo ? 0x80 : 0);
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(sequence * step, 4);
  packet.writeUInt32BE(source, 8);
  // VP8: it begins a partition, of a key frame.
  if (isVideo) packet[12] = 0x10;
  return packet;
}
