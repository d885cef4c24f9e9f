import { context, propagation } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLog, silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { makeTokenKeys, parseTokenKeys } from '#platform/tokens/token-keys.ts';
import { bindRpc } from '../bind-rpc.ts';
import { SampleRpc, sampleHandlers } from '../rpc.suite.ts';
import { MountedRpc } from '../mounted-rpc.ts';
import { createRpcDoor } from './rpc-door.ts';
import { openServer } from './rpc-server.kit.ts';

let time = Date.UTC(2026, 0, 1);
const now = () => time;
const tokens = createTokens({ keys: parseTokenKeys(makeTokenKeys()), now });
const strangers = createTokens({ keys: parseTokenKeys(makeTokenKeys()), now });
const token = (audience = 'sample') => tokens.signService('chat', audience);

const logged: string[] = [];
let handled = 0;
const door = createRpcDoor({
  mounted: new MountedRpc([
    bindRpc(SampleRpc, {
      ...sampleHandlers,
      'number:double': async ({ value }) => {
        handled++;
        return { value: value * 2 };
      },
    }),
  ]),
  verifyServiceToken: (text, audience) => tokens.verifyService(text, audience),
  log: createLog({ level: 'info', stream: { write: (line) => void logged.push(line) } }),
  metrics: createMetrics(),
  newId: () => 'error-1',
  maxBytes: 200,
});

let server: Awaited<ReturnType<typeof openServer>>;
beforeAll(async () => {
  server = await openServer(door);
});
afterAll(() => server.close());
beforeEach(() => {
  handled = 0;
});

type Options = { authorization?: string; body?: string; path?: string; method?: string; deadlineMs?: number };
async function knock(options: Options = {}): Promise<Record<string, unknown>> {
  const { authorization = `Bearer ${token()}`, body = '{"value":1}', deadlineMs } = options;
  const { path = '/rpc/sample/number:double', method = 'POST' } = options;
  const headers: Record<string, string> = authorization === '' ? {} : { authorization };
  if (deadlineMs !== undefined) headers['bedside-deadline-ms'] = String(deadlineMs);
  const answer = await fetch(server.address + path, {
    method,
    headers,
    ...(method === 'GET' ? {} : { body }),
  });
  return { status: answer.status, ...z.looseObject({}).parse(await answer.json()) };
}

describe('the door of the services', () => {
  it('answers whoever has a token for it', async () => {
    expect(await knock()).toEqual({ status: 200, ok: true, data: { value: 2 } });
    expect(await knock({ path: '/sample/number:double' })).toMatchObject({ status: 200 });
    expect(handled).toBe(2);
  });

  it.each([
    ['no token', () => '', 'unauthenticated'],
    ['another scheme', () => `Basic ${token()}`, 'unauthenticated'],
    ['something that is no token', () => 'Bearer x.y.z', 'unauthenticated'],
    ['a token for another service', () => `Bearer ${token('billing')}`, 'unauthenticated'],
    [
      'a token signed by a stranger',
      () => `Bearer ${strangers.signService('chat', 'sample')}`,
      'unauthenticated',
    ],
    ['a token that was cut', () => `Bearer ${token().slice(0, -4)}`, 'unauthenticated'],
    ['an unsigned token', () => `Bearer ${unsigned(token())}`, 'unauthenticated'],
  ])('refuses %s', async (_, authorization, code) => {
    expect(await knock({ authorization: authorization() })).toMatchObject({ status: 401, code });
    expect(handled).toBe(0);
  });

  it('takes a token as often as it comes within 60 seconds, and refuses it after them', async () => {
    const authorization = `Bearer ${token()}`;
    for (const _again of [1, 2]) expect(await knock({ authorization })).toMatchObject({ status: 200 });
    expect(handled).toBe(2);
    time += 61_000;
    expect(await knock({ authorization })).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it.each([
    ['GET', { method: 'GET' }, 404, 'not_found'],
    ['another path', { path: '/rpc/sample/number/double' }, 404, 'not_found'],
    ['a path in disguise', { path: '/rpc/sample/../sample/number%3Adouble' }, 404, 'not_found'],
    ['what is not JSON', { body: '{' }, 422, 'invalid_input'],
    ['no body', { body: '' }, 422, 'invalid_input'],
    ['too much', { body: `{"value":1,"more":"${'x'.repeat(300)}"}` }, 413, 'too_large'],
  ])('refuses %s', async (_, options, status, code) => {
    expect(await knock(options)).toMatchObject({ status, code });
    expect(handled).toBe(0);
    expect(await knock()).toMatchObject({ status: 200 });
  });

  it('ends a call when the caller no longer waits, and never later than the contract says', async () => {
    const path = '/rpc/sample/number:wait';
    expect(await knock({ path, body: '{}', deadlineMs: 5 })).toMatchObject({
      status: 504,
      code: 'deadline_exceeded',
    });
    expect(await knock({ path, body: '{}', deadlineMs: 99_999_999 })).toMatchObject({
      code: 'deadline_exceeded',
    });
  });

  it('answers even when verifying breaks', async () => {
    const verifyServiceToken = () => {
      throw new Error('a private detail');
    };
    const metrics = createMetrics();
    const broken = createRpcDoor({
      mounted: new MountedRpc([]),
      verifyServiceToken,
      log: silentLog,
      metrics,
      newId: () => 'error-2',
    });
    const other = await openServer(broken);
    const headers = { authorization: 'Bearer x' };
    const answer = await fetch(`${other.address}/rpc/sample/number:double`, { method: 'POST', headers });
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { ok: false, code: 'internal', message: 'Something went wrong (error-2).' },
    ]);
    await other.close();
  });

  it('hands the trace on to the operation', async () => {
    const seen: unknown[] = [];
    propagation.setGlobalPropagator({
      inject: () => undefined,
      extract: (active, carrier) => {
        seen.push(Reflect.get(carrier, 'traceparent'));
        return active;
      },
      fields: () => ['traceparent'],
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const headers = { authorization: `Bearer ${token()}`, traceparent };
    await fetch(`${server.address}/rpc/sample/number:double`, {
      method: 'POST',
      headers,
      body: '{"value":1}',
    });
    propagation.disable();
    context.disable();
    expect(seen).toEqual([traceparent]);
  });
});

function unsigned(signed: string): string {
  const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  return `${header}.${signed.split('.')[1]}.`;
}
