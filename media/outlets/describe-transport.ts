import type { WebRtcTransport } from 'mediasoup/types';

/** A connection as the browser at its other end must know it. */
export function describeTransport({
  id,
  iceParameters,
  iceCandidates,
  dtlsParameters,
  sctpParameters,
}: WebRtcTransport) {
  return {
    id,
    iceParameters,
    iceCandidates,
    dtlsParameters: {
      ...dtlsParameters,
      // Every browser knows this one; mediasoup gives the same certificate's in five ways.
      fingerprints: dtlsParameters.fingerprints.filter(({ algorithm }) => algorithm === 'sha-256'),
    },
    ...(sctpParameters && { sctpParameters: { ...sctpParameters } }),
  };
}
