import type { WebRtcTransport } from 'mediasoup/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { routerCapabilities } from '#contracts/call/router-capabilities.ts';
import { Refusal } from '#contracts/refusal.ts';
import { until } from '../../test/kit/until.ts';
import type { ReceiverOptions } from '../outlets/outlet.ts';
import { type LendingWorld, openLendingWorld } from '../testing/lending-world.ts';
import { toRtpCapabilities } from './from-browser.ts';
import { PeerMedia } from './peer-media.ts';

const rtpCapabilities = toRtpCapabilities({ ...routerCapabilities });
const refuse = () => Promise.reject(new Refusal('unavailable', 'There is no more room.'));

describe('the two transports of a place in a call', () => {
  let world: LendingWorld;
  beforeEach(async () => {
    world = await openLendingWorld();
  });
  afterEach(() => world.close());

  /** Opens a place where either side may be refused. `opened`: what is there then, or comes later. */
  function open(refused: 'sender' | 'receiver' | undefined) {
    const { origin } = world;
    const opened: { closed: boolean }[] = [];
    const openSender = async () => {
      const transport = await origin.openTransport({ hasData: false });
      opened.push(transport);
      return transport;
    };
    const openReceiver = async (options: ReceiverOptions) => {
      const receiver = await origin.openReceiver(options);
      opened.push(receiver.transport);
      return receiver;
    };
    const outlet = {
      isClosed: false,
      openReceiver: refused === 'receiver' ? refuse : openReceiver,
      close: () => undefined,
    };
    const room = {
      openOutlet: async () => outlet,
      openSender: refused === 'sender' ? refuse : openSender,
      describeSender: (transport: WebRtcTransport) => origin.worker.describeTransport(transport, false),
    };
    return { opened, opening: PeerMedia.create({ room, rtpCapabilities, hasData: false }) };
  }

  it.each(['sender', 'receiver'] as const)(
    'closes the other where the %s is refused, though that opens later',
    async (refused) => {
      const { opening, opened } = open(refused);
      await expect(opening).rejects.toMatchObject({ code: 'unavailable' });
      await until(() => opened.length === 1 && opened.every(({ closed }) => closed));
    },
  );

  it('stay until the place is left', async () => {
    const { opening, opened } = open(undefined);
    const media = await opening;
    expect(opened.map(({ closed }) => closed)).toEqual([false, false]);
    media.close();
    expect(opened.map(({ closed }) => closed)).toEqual([true, true]);
  });
});
