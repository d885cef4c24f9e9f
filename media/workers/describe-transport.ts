import type { WebRtcTransport } from 'mediasoup/types';

type Shared = Pick<WebRtcTransport, 'iceCandidates' | 'dtlsParameters'>;
type Described = Pick<WebRtcTransport, 'id' | 'iceParameters'> &
  Shared & { sctpParameters?: Record<string, unknown> };

/**
 * Describes the connections of one worker as the browsers at their other ends must know them. All but the id and the ICE
 * parameters is the same for each, and mediasoup copies it whenever it is read: so it is read once.
 */
export function createDescribeTransport() {
  let shared: Shared | undefined;
  let data: { sctpParameters: Record<string, unknown> } | undefined;

  return function describeTransport(transport: WebRtcTransport, hasData: boolean): Described {
    shared ??= sharedBy(transport);
    if (hasData) data ??= { sctpParameters: { ...transport.sctpParameters } };
    const { id, iceParameters } = transport;
    return { id, iceParameters, ...shared, ...(hasData && data) };
  };
}

function sharedBy({ iceCandidates, dtlsParameters }: WebRtcTransport): Shared {
  // Every browser knows this one; mediasoup gives the same certificate's in five ways.
  const fingerprints = dtlsParameters.fingerprints.filter(({ algorithm }) => algorithm === 'sha-256');
  return { iceCandidates, dtlsParameters: { role: 'auto', fingerprints } };
}
