import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineSocket, type RoomRef } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createLocalRpc } from '#platform/rpc/local-rpc.ts';
import { actorWith } from '../../test/kit/actors.ts';
import { answerSockets, remoteSockets } from './remote-sockets.ts';
import { bindSocketService, type SocketCaller } from './socket-service.ts';

const request = {
  who: ['nurse'],
  rate: 'normal',
  summary: '',
  input: z.strictObject({ id: z.string().max(5) }),
  output: z.strictObject({ did: z.string() }),
  refusals: ['declared'],
  sample: { id: 'a' },
} as const;
const Contract = defineSocket({
  namespace: '/test',
  requests: {
    'thing:watch': { ...request, joins: ({ id }: { id: string }): RoomRef[] => [{ kind: 'visit', id }] },
    'thing:do': request,
  },
  notices: {},
});

function setUp() {
  const heard: unknown[] = [];
  const refuseOr = (id: string) => {
    if (id === 'no') throw new Refusal('declared', 'No.', { retryAfterMs: 7 });
    return { did: id };
  };
  const bound = bindSocketService({
    contract: Contract,
    handlers: {
      'thing:watch': async (caller, { id }) => {
        heard.push(caller);
        return refuseOr(id);
      },
      'thing:do': async (_caller, { id }) => refuseOr(id),
    },
    mayHear: { 'thing:watch': async (_caller, { id }) => void refuseOr(id) },
    onSocketClosed: async (...closed) => void heard.push(closed),
  });
  const transport = createLocalRpc({ log: silentLog, metrics: createMetrics(), newId: () => 'id' });
  transport.mount(answerSockets('things', bound));
  const held = { nodeId: 'node-7', region: 'here' };
  const remote = remoteSockets({ service: 'things', contract: Contract, transport, ...held });
  const caller: SocketCaller = { actor: actorWith('nurse'), connectionId: 'socket-1' };
  const ask = (name: string, input: unknown) => remote.handlers[name]?.(caller, input as never);
  return { remote, ask, caller, heard };
}

describe('socket requests handed to another process', () => {
  it('answer and refuse as if they were here', async () => {
    const { ask, remote, caller } = setUp();
    expect(await ask('thing:do', { id: 'a' })).toEqual({ did: 'a' });
    await expect(ask('thing:do', { id: 'no' })).rejects.toMatchObject({ code: 'declared', retryAfterMs: 7 });
    await expect(ask('thing:do', { id: 'too long' })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await remote.mayHear['thing:watch']?.(caller, { id: 'a' } as never)).toBeUndefined();
    const refused = remote.mayHear['thing:watch']?.(caller, { id: 'no' } as never);
    await expect(refused).rejects.toMatchObject({ code: 'declared' });
  });

  it('name the caller, the socket, the node that holds it and where that stands', async () => {
    const { ask, remote, caller, heard } = setUp();
    const rooms: RoomRef[] = [{ kind: 'visit', id: 'a' }];
    await ask('thing:watch', { id: 'a' });
    await remote.onSocketClosed?.(caller, rooms);
    const known = { ...caller, nodeId: 'node-7', region: 'here' };
    expect(heard).toEqual([known, [known, rooms]]);
  });

  it('have a call for each request, for each that joins rooms, and for the loss of a socket', () => {
    const half = { contract: Contract, handlers: {}, mayHear: {} };
    expect(Object.keys(answerSockets('things', half).contract.calls)).toEqual([
      'ask:thing:watch',
      'hear:thing:watch',
      'ask:thing:do',
      'closed:test',
    ]);
  });
});
