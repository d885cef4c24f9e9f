import { routerCapabilities } from '#contracts/call/router-capabilities.ts';
import { Device, type types } from 'mediasoup-client';
import { MediasoupMedia } from './mediasoup-media.ts';
import type { SfuDevice } from './sfu-device.ts';

const keyKind: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };

/** Finds out what this browser can do; done once, before the call, so that joining need not wait for it. */
export async function loadSfuDevice(): Promise<SfuDevice> {
  const device = await Device.factory();
  // A constant of the contracts, compared with a real router by a test.
  await device.load({
    routerRtpCapabilities: structuredClone(routerCapabilities) as unknown as types.RtpCapabilities,
  });
  // Made now, so that no connection waits for its key pair.
  const certificate = await RTCPeerConnection.generateCertificate(keyKind);
  return {
    rtpCapabilities: { ...device.recvRtpCapabilities },
    openMedia: (options, wire) => new MediasoupMedia({ device, certificate }, options, wire),
  };
}
