import { describe, expect, it } from 'vitest';
import type { SocketServer } from '#platform/sockets/socket-server.ts';
import { createSweep } from './sweep-expired.ts';

describe('the sweep', () => {
  it('closes sockets whose token ended over a minute ago, and no others', () => {
    const ended: string[] = [];
    const socketThat = (name: string, expiresAt: number) => [
      name,
      { data: { expiresAt }, disconnect: () => ended.push(name) },
    ];
    const sockets = new Map([
      socketThat('gone', 1_000),
      socketThat('late', 50_000),
      socketThat('fresh', 700_000),
    ] as never);
    const io = { _nsps: new Map([['/live', { sockets }]]) } as unknown as SocketServer;
    createSweep({ io, now: () => 100_000 }).sweepOnce();
    expect(ended).toEqual(['gone']);
  });
});
