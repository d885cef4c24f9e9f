import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { PipeTransport, Router } from 'mediasoup/types';
import type { PipeEnd } from '#contracts/rpc/lending.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';

type Deps = {
  /** Where other media nodes reach this one, if that is no address of the machine itself. */
  announced: string | undefined;
  /** The first of the ports; 0 leaves them to the system. */
  firstPort: number;
  ports?: number;
};

/** One port is taken for each loan, given or taken. */
const pipePorts = 200;
/** Below those that systems use of their own accord. */
const anyPorts = { min: 20_000, max: 32_767 };
const lookupMs = 1_000;

/** This node's ends of pipes to the routers of other nodes: SRTP, and what is lost on the way is sent again. */
export function createPipeEnds({ announced, firstPort, ports = pipePorts }: Deps) {
  const portRange = firstPort === 0 ? anyPorts : { min: firstPort, max: firstPort + ports - 1 };
  return {
    /** `towards`: the host at the other end. */
    async open(router: Router, towards: string): Promise<PipeTransport> {
      const ip = announced === undefined ? await ownAddressTowards(towards) : '0.0.0.0';
      const listenInfo = { protocol: 'udp' as const, ip, portRange };
      return router.createPipeTransport({ listenInfo, enableSrtp: true, enableRtx: true });
    },

    /** As the other node must know it. */
    describe({ tuple, srtpParameters }: PipeTransport): PipeEnd {
      if (!srtpParameters) throw new Error('A pipe without SRTP.');
      return { host: announced ?? tuple.localAddress, port: tuple.localPort, srtpParameters };
    },

    async connect(pipe: PipeTransport, { host, port, srtpParameters }: PipeEnd): Promise<void> {
      const { address } = await withDeadline(lookup(host, 4), lookupMs, 'finding the other media node');
      await pipe.connect({ ip: address, port, srtpParameters });
    },
  };
}
export type PipeEnds = ReturnType<typeof createPipeEnds>;

/**
 * Each end takes packets only from the address that it was told of, and a machine may have several: so both take the one
 * from which the other is reached. Nothing is sent to find it.
 */
export async function ownAddressTowards(host: string): Promise<string> {
  const socket = createSocket('udp4');
  try {
    const connected = Promise.withResolvers<void>();
    socket.once('error', connected.reject);
    socket.once('connect', connected.resolve);
    // Any port: the way there is the same.
    socket.connect(9, host);
    await withDeadline(connected.promise, lookupMs, 'finding the way to the other media node');
    return socket.address().address;
  } finally {
    socket.close();
  }
}
