import type { IncomingMessage, RequestListener } from 'node:http';
import { propagation } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineRpc } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createHttpRpc } from './http-rpc.ts';
import { rpcClient } from '../rpc-client.ts';
import { openServer } from './rpc-server.kit.ts';

const nothing = {
  input: z.strictObject({}),
  output: z.strictObject({}),
  refusals: [],
  summary: 'x',
  sample: {},
};
const Contract = defineRpc({
  service: 'far',
  calls: {
    'thing:read': { ...nothing, isIdempotent: true, deadlineMs: 2_000 },
    'thing:write': { ...nothing, isIdempotent: false, deadlineMs: 2_000 },
    'thing:hurry': { ...nothing, isIdempotent: true, deadlineMs: 60 },
  },
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function setUp(listener: (request: IncomingMessage, count: number) => string | undefined) {
  const seen: IncomingMessage[] = [];
  const respond: RequestListener = (request, response) => {
    seen.push(request);
    const answer = listener(request, seen.length);
    if (answer === undefined) response.destroy();
    else if (answer !== 'hang') response.end(answer);
  };
  const server = await openServer(respond);
  let signed = 0;
  const http = createHttpRpc({
    addressOf: (service) => (service === 'far' ? server.address : undefined),
    signServiceToken: (audience) => `${audience}-${++signed}`,
    metrics: createMetrics(),
    log: silentLog,
  });
  closers.push(
    () => http.close(),
    () => server.close(),
  );
  return { client: rpcClient(Contract, http), http, seen, server };
}

const ok = '{"ok":true,"data":{}}';
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );

describe('createHttpRpc', () => {
  it('tries an idempotent call again, each time with a new token', async () => {
    const { client, seen } = await setUp((_, count) => (count < 3 ? undefined : ok));
    expect(await client['thing:read']({})).toEqual({});
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer far-1',
      'Bearer far-2',
      'Bearer far-3',
    ]);
  });

  it('never repeats any other', async () => {
    const { client, seen } = await setUp(() => undefined);
    expect(await codeOf(client['thing:write']({}))).toBe('unavailable');
    expect(seen).toHaveLength(1);
  });

  it('tells how long it waits, and counts every attempt in the one deadline', async () => {
    const { client, seen } = await setUp(() => 'hang');
    expect(await codeOf(client['thing:hurry']({}))).toBe('deadline_exceeded');
    expect(seen).toHaveLength(1);
    const told = Number(seen[0]?.headers['bedside-deadline-ms']);
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThanOrEqual(60);
  });

  it('leaves a dead address alone after some failures', async () => {
    const { client, seen } = await setUp(() => undefined);
    for (let call = 0; call < 5; call++) await codeOf(client['thing:write']({}));
    const before = seen.length;
    expect(await codeOf(client['thing:write']({}))).toBe('unavailable');
    expect(seen).toHaveLength(before);
  });

  it('takes the words of a proxy for an outage, and a wrong answer for a bug', async () => {
    const proxy = await setUp(() => '<html>502 Bad Gateway</html>');
    expect(await codeOf(proxy.client['thing:write']({}))).toBe('unavailable');
    const liar = await setUp(() => '{"ok":true,"data":{"surprise":1}}');
    expect(await codeOf(liar.client['thing:write']({}))).toContain('unrecognized_keys');
  });

  it('does not hand on to people that the service did not believe this process', async () => {
    const strict = await setUp(() => '{"ok":false,"code":"unauthenticated","message":"Who are you?"}');
    expect(await codeOf(strict.client['thing:write']({}))).toBe('unavailable');
  });

  it('says when nobody knows where the service is', async () => {
    const { http } = await setUp(() => ok);
    const lost = rpcClient({ ...Contract, service: 'lost' }, http);
    expect(await codeOf(lost['thing:write']({}))).toBe('unavailable');
  });

  it('asks the one process that is meant, over one connection that stays open', async () => {
    const { http, seen } = await setUp(() => ok);
    const other = await setUp(() => ok);
    const client = rpcClient(Contract, http, { address: other.server.address });
    for (let call = 0; call < 3; call++) await client['thing:write']({});
    expect(seen).toHaveLength(0);
    expect(new Set(other.seen.map(({ socket }) => socket)).size).toBe(1);
  });

  it('passes the trace on', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    propagation.setGlobalPropagator({
      inject: (_, carrier) => void Object.assign(carrier as object, { traceparent }),
      extract: (active) => active,
      fields: () => ['traceparent'],
    });
    const { client, seen } = await setUp(() => ok);
    await client['thing:write']({});
    propagation.disable();
    expect(seen[0]?.headers['traceparent']).toBe(traceparent);
  });
});
