import { describe, expect, it } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { bindRpc } from './bind-rpc.ts';
import { createHttpRpc } from './http/http-rpc.ts';
import { createLocalRpc } from './local-rpc.ts';
import { preferLocal } from './prefer-local.ts';
import { describeRpc, SampleRpc, sampleHandlers } from './rpc.suite.ts';
import { rpcClient } from './rpc-client.ts';
import { MountedRpc } from './mounted-rpc.ts';
import { createRpcDoor } from './http/rpc-door.ts';
import { openServer } from './http/rpc-server.kit.ts';

describeRpc('in one process', async (services, deps) => {
  const local = createLocalRpc(deps);
  local.mount(...services);
  return local;
});

describeRpc('over HTTP', async (services, deps) => {
  const door = createRpcDoor({
    ...deps,
    mounted: new MountedRpc(services),
    verifyServiceToken: () => undefined,
  });
  const server = await openServer(door);
  const signServiceToken = () => 'token';
  const http = createHttpRpc({ ...deps, addressOf: () => server.address, signServiceToken });
  return {
    send: (request) => http.send(request),
    close: async () => void (await Promise.all([http.close(), server.close()])),
  };
});

describe('createLocalRpc', () => {
  it('takes each call once', () => {
    const local = createLocalRpc({ log: silentLog, metrics: createMetrics(), newId: () => 'id' });
    local.mount(bindRpc(SampleRpc, sampleHandlers));
    expect(() => local.mount(bindRpc(SampleRpc, sampleHandlers))).toThrow('mounted already');
  });
});

describe('preferLocal', () => {
  it('goes over the wire only for what is elsewhere', async () => {
    const local = createLocalRpc({ log: silentLog, metrics: createMetrics(), newId: () => 'id' });
    local.mount(bindRpc(SampleRpc, sampleHandlers));
    const remote = { send: async () => ({ value: 0 }), close: async () => undefined };
    const transport = preferLocal({ local, remote, ownAddress: 'http://here:1' });
    const ask = async (contract: typeof SampleRpc, options = {}) =>
      (await rpcClient(contract, transport, options)['number:double']({ value: 2 })).value;
    expect(await ask(SampleRpc)).toBe(4);
    expect(await ask(SampleRpc, { address: 'http://here:1' })).toBe(4);
    expect(await ask(SampleRpc, { address: 'http://there:1' })).toBe(0);
    const other = { ...SampleRpc, service: 'other' };
    expect((await rpcClient(other, transport)['number:double']({ value: 2 })).value).toBe(0);
    await transport.close();
  });
});
