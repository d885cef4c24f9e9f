import { randomInt } from 'node:crypto';

/** What a synthetic peer sends: Opus and three layers of VP8, with the ids a browser would choose. */
export function sendParameters(kind: 'audio' | 'video', mid: string) {
  const ssrc = () => randomInt(1, 2 ** 31);
  const rtcp = { cname: `peer-${ssrc()}` };
  if (kind === 'audio') {
    const parameters = { minptime: 10, useinbandfec: 1 };
    const codec = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2, parameters };
    return { mid, codecs: [codec], headerExtensions: [], encodings: [{ ssrc: ssrc() }], rtcp };
  }
  const rtcpFeedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }];
  const codec = { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, rtcpFeedback };
  const encodings = Array.from({ length: 3 }, () => ({ ssrc: ssrc() }));
  return { mid, codecs: [codec], headerExtensions: [], encodings, rtcp };
}

/**
 * What a synthetic peer takes. It names no bandwidth feedback, so the worker estimates nothing and forwards the best
 * layer from the first packet: the same packets in every run.
 */
export const RECEIVE_CAPABILITIES = {
  codecs: [
    {
      kind: 'audio' as const,
      mimeType: 'audio/opus',
      preferredPayloadType: 100,
      clockRate: 48_000,
      channels: 2,
    },
    {
      kind: 'video' as const,
      mimeType: 'video/VP8',
      preferredPayloadType: 101,
      clockRate: 90_000,
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
    },
  ],
  headerExtensions: [],
};
