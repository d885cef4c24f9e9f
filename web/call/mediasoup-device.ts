import { routerCapabilities } from '#contracts/call/router-capabilities.ts';
import { Device, type types } from 'mediasoup-client';
import { MediasoupMedia } from './sfu/mediasoup-media.ts';
import type { SfuDevice } from './sfu/sfu-device.ts';

const keyKind: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };

let loading: Promise<SfuDevice> | undefined;

/** What this browser can do, found out once per page: ask early, as in the device check, so that joining need not wait. */
export function loadSfuDevice(): Promise<SfuDevice> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<SfuDevice> {
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
