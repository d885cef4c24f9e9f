import { describe, expect, it } from 'vitest';
import { listenInfoOf } from './pipe-ends.ts';

const address = { netmask: '', mac: '', internal: false, cidr: null, family: 'IPv4' as const };
const interfaces = { eth0: [{ ...address, address: '192.0.2.2' }] };
const listen = (host: string, firstPort = 30_000) => listenInfoOf({ host, firstPort, interfaces });

describe('where the pipes of a node listen', () => {
  it('is the address that the others are told of, if it is one of the machine', () => {
    expect(listen('192.0.2.2')).toMatchObject({ protocol: 'udp', ip: '192.0.2.2' });
    expect(listen('localhost')).toMatchObject({ ip: '127.0.0.1' });
  });

  it('is every address where only the others know that name or address', () => {
    for (const host of ['media-1', '203.0.113.7']) expect(listen(host)).toMatchObject({ ip: '0.0.0.0' });
  });

  it('is a port of the range that was set, or any that no system gives out by itself', () => {
    expect(listen('localhost').portRange).toEqual({ min: 30_000, max: 30_199 });
    expect(listen('localhost', 0).portRange?.max).toBeLessThan(32_768);
  });
});
