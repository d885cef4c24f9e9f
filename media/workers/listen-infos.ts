import type { NetworkInterfaceInfo } from 'node:os';
import type { TransportListenInfo } from 'mediasoup/types';

/** The machine's addresses, as `os.networkInterfaces()` gives them. */
export type Interfaces = Record<string, NetworkInterfaceInfo[] | undefined>;

type Where = { port: number; announcedAddress: string | undefined; interfaces: Interfaces };

/** Ports given out when the system is to choose, below those that systems use of their own accord. */
const anyPort = { min: 20_000, max: 32_767 };

/**
 * Where a worker listens. With an announced address on every interface, telling that address alone; else on each
 * IPv4 address of the machine, loopback among them, so that the same server is reached from its own and from others.
 */
export function listenInfos({ port, announcedAddress, interfaces }: Where): TransportListenInfo[] {
  const places = announcedAddress
    ? [{ ip: '0.0.0.0', announcedAddress }]
    : ownAddresses(interfaces).map((ip) => ({ ip }));
  const chosen = port === 0 ? { portRange: anyPort } : { port };
  return places.flatMap((place) => [
    { protocol: 'udp' as const, ...place, ...chosen },
    { protocol: 'tcp' as const, ...place, ...chosen },
  ]);
}

function ownAddresses(interfaces: Interfaces): string[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const addresses = all.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
  return [...new Set([...addresses, '127.0.0.1'])];
}
