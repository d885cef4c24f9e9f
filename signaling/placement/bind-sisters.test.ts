import { expect, it } from 'vitest';
import type { MediaNode } from '#contracts/call/place.ts';
import { NodeId } from '#contracts/ids.ts';
import { CallSocket } from '#contracts/sockets/call.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import type { RpcRequest } from '#platform/rpc/rpc.ts';
import { actorWith } from '../../test/kit/actors.ts';
import { bindSisters } from './bind-sisters.ts';

const placeOf = (name: string) => ({
  nodeId: NodeId.parse(name),
  instanceId: newUuid(),
  address: `http://${name}:3000`,
});

it('says to the media node that is joined by which signaling node and region somebody comes in', async () => {
  const cluster = createMemoryCluster({ now: systemNow, log: silentLog });
  const media = placeOf('media');
  const workers = [{ pid: 1, rooms: 0, consumers: 0, cpu: 0 }];
  const data: MediaNode = { ...media, region: 'there', isDraining: false, updatedAt: 0, workers };
  await cluster.writeNode({ kind: 'media', ...media, updatedAt: 0, data }, 60_000);
  const asked: RpcRequest[] = [];
  const place = placeOf('signaling');
  const sisters = bindSisters({
    services: [],
    place,
    cluster,
    transport: { send: async (request) => asked.push(request), close: async () => undefined },
    holdLifeline: () => ({ close: () => undefined }),
    region: 'here',
    random: () => 0,
    log: silentLog,
  });
  await sisters.start();
  const calls = sisters.services.find(({ contract }) => contract === CallSocket);
  const caller = { actor: actorWith('doctor'), connectionId: 'socket' };
  await calls?.handlers['call:join']?.(caller, { visitId: newUuid() } as never);
  const input = { caller: { ...caller, nodeId: place.instanceId, region: 'here' } };
  expect(asked).toMatchObject([{ address: media.address, call: 'ask:call:join', input }]);
  sisters.stop();
  await cluster.close();
});
