import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { listenInfos } from './listen-infos.ts';

const address = (value: string, family: 'IPv4' | 'IPv6' = 'IPv4'): NetworkInterfaceInfo => {
  const common = { address: value, netmask: '', mac: '', internal: false, cidr: null };
  return family === 'IPv4' ? { ...common, family } : { ...common, family, scopeid: 0 };
};
const interfaces = { lo: [address('127.0.0.1')], eth0: [address('192.0.2.2'), address('fe80::1', 'IPv6')] };

describe('where a worker listens', () => {
  it('is every IPv4 address of the machine, over UDP and TCP, on its one port', () => {
    const infos = listenInfos({ port: 20_001, announcedAddress: undefined, interfaces });
    expect(infos.map(({ protocol, ip, port }) => `${protocol} ${ip} ${port}`)).toEqual([
      'udp 127.0.0.1 20001',
      'tcp 127.0.0.1 20001',
      'udp 192.0.2.2 20001',
      'tcp 192.0.2.2 20001',
    ]);
  });

  it('is everywhere, telling the announced address alone', () => {
    const infos = listenInfos({ port: 20_000, announcedAddress: '203.0.113.7', interfaces });
    expect(infos).toHaveLength(2);
    expect(infos[0]).toMatchObject({ ip: '0.0.0.0', announcedAddress: '203.0.113.7' });
  });

  it('is below the ports that systems give out when the choice is free, even without any network', () => {
    const infos = listenInfos({ port: 0, announcedAddress: undefined, interfaces: {} });
    expect(infos[0]).toMatchObject({ ip: '127.0.0.1', portRange: { max: 32_767 } });
    expect(infos[0]).not.toHaveProperty('port');
  });
});
