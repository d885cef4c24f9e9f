import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { PipeTransport, Router, TransportListenInfo } from 'mediasoup/types';
import type { PipeEnd } from '#contracts/rpc/lending.ts';
import { type Interfaces, ownAddresses } from '../workers/listen-infos.ts';

type Deps = {
  /** Where other media nodes reach this one: a name or an address. */
  host: string;
  /** The first of the ports; 0 leaves them to the system. */
  firstPort: number;
  interfaces: Interfaces;
  ports?: number;
};

/** One port is taken for each loan, given or taken. */
const pipePorts = 200;
/** Below those that systems use of their own accord. */
const anyPorts = { min: 20_000, max: 32_767 };

/** This node's ends of pipes to the routers of other nodes: SRTP, and what is lost on the way is sent again. */
export function createPipeEnds(deps: Deps) {
  const { host } = deps;
  const listenInfo = listenInfoOf(deps);
  return {
    open: (router: Router): Promise<PipeTransport> =>
      router.createPipeTransport({ listenInfo, enableSrtp: true, enableRtx: true }),

    /** As the other node must know it. */
    describe({ tuple, srtpParameters }: PipeTransport): PipeEnd {
      if (!srtpParameters) throw new Error('A pipe without SRTP.');
      return { host, port: tuple.localPort, srtpParameters };
    },

    async connect(pipe: PipeTransport, { host: other, port, srtpParameters }: PipeEnd): Promise<void> {
      const { address } = await lookup(other, 4);
      await pipe.connect({ ip: address, port, srtpParameters });
    },
  };
}
export type PipeEnds = ReturnType<typeof createPipeEnds>;

/**
 * Each end takes packets only from the address that it was told of: so where that is one of the machine itself, it is the
 * one that they are sent from.
 */
export function listenInfoOf({ host, firstPort, interfaces, ports = pipePorts }: Deps): TransportListenInfo {
  const own = host === 'localhost' ? '127.0.0.1' : host;
  const ip = isIP(own) && ownAddresses(interfaces).includes(own) ? own : '0.0.0.0';
  const portRange = firstPort === 0 ? anyPorts : { min: firstPort, max: firstPort + ports - 1 };
  return { protocol: 'udp', ip, portRange };
}
