import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, DirectTransport, Producer } from 'mediasoup/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TenantId, VisitId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { until } from '../../test/kit/until.ts';
import { MediaWorker } from '../workers/media-worker.ts';
import { WorkerPool } from '../workers/worker-pool.ts';
import { LocalOutlet } from '../outlets/local-outlet.ts';
import { RoomMedia } from './room-media.ts';

const anyPort = { portRange: { min: 20_000, max: 32_767 } };
const opus = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 };

type Listener = { outlet: LocalOutlet; consumer: Consumer };

describe('a room with very many viewers', () => {
  let pool: WorkerPool;
  let room: RoomMedia;
  let speaker: { transport: DirectTransport; producer: Producer };
  const sockets: Socket[] = [];

  beforeEach(async () => {
    pool = await WorkerPool.create({
      count: 2,
      startWorker: () =>
        MediaWorker.create({ listen: [{ protocol: 'udp', ip: '127.0.0.1', ...anyPort }], now: Date.now }),
      log: silentLog,
    });
    const lenders = { region: 'here', borrow: async () => undefined, hasRoom: () => false };
    const key = { tenantId: TenantId.parse(newUuid()), visitId: VisitId.parse(newUuid()) };
    const borrowing = { lenders, room: key, onUnfit: () => undefined };
    room = await RoomMedia.create(await pool.pick(), { pickWorker: () => pool.pick(), borrowing });
    const { router } = await openOutlet();
    const transport = await router.createDirectTransport();
    const rtpParameters = { codecs: [opus], encodings: [{ ssrc: 4_711 }] };
    speaker = { transport, producer: await transport.produce({ kind: 'audio', rtpParameters }) };
  });
  afterEach(() => {
    room.close();
    pool.close();
    for (const socket of sockets.splice(0)) socket.close();
  });

  async function openOutlet(): Promise<LocalOutlet> {
    const outlet = await room.openOutlet({});
    if (!(outlet instanceof LocalOutlet)) throw new Error('There is no other node.');
    return outlet;
  }

  async function listen(port: number): Promise<Listener> {
    const outlet = await openOutlet();
    const transport = await outlet.router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
      comedia: false,
    });
    await transport.connect({ ip: '127.0.0.1', port });
    const consumer = await outlet.consume(transport, speaker.producer, {
      rtpCapabilities: outlet.router.rtpCapabilities,
    });
    return { outlet, consumer };
  }

  async function ear(): Promise<{ port: number; heard: () => number }> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    sockets.push(socket);
    await once(socket, 'listening');
    let packets = 0;
    // Reports of the sender come by the same way; sound is what has its payload type.
    socket.on('message', (packet) => {
      if (((packet[1] ?? 0) & 0x7f) < 64 || ((packet[1] ?? 0) & 0x7f) > 95) packets++;
    });
    return { port: socket.address().port, heard: () => packets };
  }

  async function speak(packets: number): Promise<void> {
    for (let sequence = 0; sequence < packets; sequence++) {
      const packet = Buffer.alloc(12 + 80);
      packet[0] = 0x80;
      packet[1] = opus.payloadType;
      packet.writeUInt16BE(sequence, 2);
      packet.writeUInt32BE(sequence * 960, 4);
      packet.writeUInt32BE(4_711, 8);
      speaker.producer.send(packet);
      await pause(20);
    }
  }

  it('has 1 speaker heard by 1,000 over two workers, who share them', { timeout: 60_000 }, async () => {
    const listeners: Listener[] = [];
    const ears: { heard: () => number; pid: number }[] = [];
    const nowhere = await ear();
    sockets.pop()?.close();
    for (let at = 0; at < 1_000; at++) {
      const { port, heard } = at % 50 === 0 ? await ear() : { ...nowhere, heard: undefined };
      const listener = await listen(port);
      listeners.push(listener);
      if (heard) ears.push({ heard, pid: listener.outlet.worker.pid });
    }
    expect(new Set(listeners.map(({ outlet }) => outlet.worker)).size).toBe(2);
    const shares = pool.workers.map(({ consumers }) => consumers);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(1_000);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(450);

    await speak(50);
    await until(() => ears.every(({ heard }) => heard() === 50), {
      why: () => ears.map(({ heard }) => heard()),
    });
    expect(new Set(ears.map(({ pid }) => pid)).size).toBe(2);
    expect(ears).toHaveLength(20);
    // What was sent went over the pipe once, however many hear it behind it.
    const counted = await Promise.all(
      listeners.filter((_, at) => at % 10 === 5).map(({ consumer }) => consumer.getStats()),
    );
    const sent = counted.map((stats) => [...stats].find(({ type }) => type === 'outbound-rtp')?.packetCount);
    expect(new Set(sent)).toEqual(new Set([50]));

    speaker.producer.close();
    await until(() => pool.workers.every(({ consumers }) => consumers === 0));
  });

  it('stays on one worker while it is small, however busy that is', async () => {
    const { worker } = await openOutlet();
    worker.consumers += 900;
    for (let at = 0; at < 20; at++) expect((await listen(9)).outlet.worker).toBe(worker);
    expect(pool.workers.map(({ rooms }) => rooms).toSorted((a, b) => a - b)).toEqual([0, 1]);
  });
});
