import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { routerCapabilities } from '#contracts/call/router-capabilities.ts';
import { Dtls } from '../../test/bench/synthetic/dtls.ts';
import { MediaTransport } from '../../test/bench/synthetic/media-transport.ts';
import { until } from '../../test/kit/until.ts';
import { toRtpCapabilities } from '../rooms/from-browser.ts';
import { type LendingWorld, openLendingWorld } from '../testing/lending-world.ts';
import type { Outlet, Receiver } from './outlet.ts';

const capabilities = toRtpCapabilities({ ...routerCapabilities });

/** The viewer's end of a connection: it connects as a browser does, and counts what comes. */
export async function connectViewer(receiver: Receiver, dtls: Dtls): Promise<MediaTransport> {
  const { iceCandidates, iceParameters } = receiver.describe();
  const candidate = iceCandidates.find(({ ip, protocol }) => ip === '127.0.0.1' && protocol === 'udp');
  const fingerprints = [{ algorithm: 'sha-256' as const, value: dtls.fingerprint }];
  await receiver.transport.connect({ dtlsParameters: { role: 'client', fingerprints } });
  return MediaTransport.create({ ip: '127.0.0.1', port: Number(candidate?.['port']), iceParameters }, dtls);
}

/** What every outlet must do, of this node or of another. */
export function outletSuite(openOutlet: (world: LendingWorld) => Promise<Outlet>): void {
  let world: LendingWorld;
  let outlet: Outlet;
  let dtls: Dtls;
  const viewers: MediaTransport[] = [];

  beforeAll(async () => {
    dtls = await Dtls.create();
  });
  afterAll(() => dtls.close());
  beforeEach(async () => {
    world = await openLendingWorld();
    outlet = await openOutlet(world);
  });
  afterEach(async () => {
    for (const viewer of viewers.splice(0)) viewer.close();
    outlet.close();
    await world.close();
  });

  const openReceiver = () => outlet.openReceiver({ hasData: false, rtpCapabilities: capabilities });
  const consume = async (receiver: Receiver, paused: boolean) => {
    const consumer = await receiver.consume(world.producer, { paused });
    if (!consumer) throw new Error('It can be decoded.');
    return consumer;
  };
  async function connect(receiver: Receiver): Promise<MediaTransport> {
    const viewer = await connectViewer(receiver, dtls);
    viewers.push(viewer);
    return viewer;
  }

  it('brings what is sent to whoever receives it, and says that they are connected', async () => {
    const receiver = await openReceiver();
    const consumer = await consume(receiver, false);
    expect(consumer).toMatchObject({ kind: 'audio', producerId: world.producer.id, paused: false });
    expect(consumer.rtpParameters.codecs[0]?.mimeType).toBe('audio/opus');
    expect(receiver.describe()).toMatchObject({ id: receiver.transport.id });
    const states: string[] = [];
    receiver.transport.on('dtlsstatechange', () => states.push(receiver.transport.dtlsState));
    receiver.transport.on('icestatechange', () => states.push(receiver.transport.dtlsState));
    const viewer = await connect(receiver);
    await until(() => states.at(-1) === 'connected');
    await world.say(40);
    await until(() => viewer.received === 40, { why: () => viewer.received });
  });

  it('holds back what is paused, to the packet, and lets it flow again', async () => {
    const receiver = await openReceiver();
    const consumer = await consume(receiver, true);
    const viewer = await connect(receiver);
    const open = await openReceiver();
    await consume(open, false);
    const other = await connect(open);
    await world.say(20);
    await until(() => other.received === 20);
    expect(viewer.received).toBe(0);
    await consumer.resume();
    await until(async () => {
      await world.say(5);
      return viewer.received > 0;
    });
    await consumer.pause();
    expect(consumer.paused).toBe(true);
    // Once it holds back, nothing comes any more.
    await until(async () => {
      const [before, heard] = [viewer.received, other.received];
      await world.say(10);
      await until(() => other.received >= heard + 10);
      return viewer.received === before;
    });
  });

  it('tells that a source is over, and forgets those who leave', async () => {
    const workers = [...world.own.workers, ...world.other.workers];
    const count = () => workers.reduce((sum, { consumers }) => sum + consumers, 0);
    const [staying, leaving] = [await openReceiver(), await openReceiver()];
    const [first, second] = [await consume(staying, false), await consume(leaving, false)];
    expect(count()).toBe(2);
    let closed = 0;
    second.observer.once('close', () => closed++);
    leaving.transport.close();
    expect(leaving.transport).toMatchObject({ closed: true, dtlsState: 'closed' });
    expect(second.closed).toBe(true);
    await until(() => count() === 1);
    const over = new Promise<void>((resolve) => first.on('producerclose', resolve));
    world.producer.close();
    await over;
    expect(first.closed).toBe(true);
    expect(closed).toBe(1);
    await until(() => count() === 0);
  });

  it('forwards one size of a picture that is sent in several, and says once it does', async () => {
    const { producer, frame } = await world.film();
    const receiver = await openReceiver();
    const consumer = await receiver.consume(producer, { paused: false });
    expect(consumer).toMatchObject({ kind: 'video', type: 'simulcast' });
    expect(consumer?.currentLayers).toBeUndefined();
    const viewer = await connect(receiver);
    await consumer?.setPreferredLayers({ spatialLayer: 0 });
    await until(
      () => {
        frame();
        return viewer.received > 5 && consumer?.currentLayers !== undefined && consumer.score !== undefined;
      },
      { why: () => [viewer.received, consumer?.currentLayers, consumer?.score] },
    );
  });

  it('says of a source that the browser cannot decode that there is nothing to receive', async () => {
    const receiver = await outlet.openReceiver({ hasData: false, rtpCapabilities: { codecs: [] } });
    expect(await receiver.consume(world.producer, { paused: true })).toBeUndefined();
  });

  it('makes new ways for the same connection', async () => {
    const { transport, describe } = await openReceiver();
    const before = describe().iceParameters.usernameFragment;
    const { usernameFragment, password } = await transport.restartIce();
    expect(usernameFragment).not.toBe(before);
    expect(password).toEqual(expect.any(String));
  });

  it('takes every connection along when it closes', async () => {
    const { transport } = await openReceiver();
    const gone = new Promise<void>((resolve) => transport.on('routerclose', resolve));
    outlet.close();
    await gone;
    expect(transport.closed).toBe(true);
    expect(outlet.isClosed).toBe(true);
    await until(() => world.other.workers.every(({ rooms }) => rooms === 0));
  });
}
