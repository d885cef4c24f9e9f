import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineRpc, type RpcHandlers } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Log } from '#platform/log.ts';
import { createLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { type BoundRpc, bindRpc } from './bind-rpc.ts';
import type { PerformDeps } from './perform-call.ts';
import type { RpcTransport } from './rpc.ts';
import { rpcClient } from './rpc-client.ts';

const common = { refusals: [], isIdempotent: true, deadlineMs: 1_000, summary: 'x', sample: {} } as const;

/** A contract for the suite, with a call for each way in which a call may end. */
export const SampleRpc = defineRpc({
  service: 'sample',
  calls: {
    'number:double': {
      ...common,
      input: z.strictObject({ value: z.int() }),
      output: z.strictObject({ value: z.int() }),
    },
    'number:forget': { ...common, input: z.strictObject({}), output: z.undefined() },
    'number:refuse': {
      ...common,
      refusals: ['too_odd'],
      input: z.strictObject({ code: z.string() }),
      output: z.undefined(),
    },
    'number:break': { ...common, input: z.strictObject({}), output: z.undefined() },
    'number:lie': { ...common, input: z.strictObject({}), output: z.strictObject({ value: z.int() }) },
    'number:wait': { ...common, deadlineMs: 30, input: z.strictObject({}), output: z.undefined() },
  },
});

export const sampleHandlers: RpcHandlers<typeof SampleRpc> = {
  'number:double': async ({ value }) => ({ value: value * 2 }),
  'number:forget': async () => undefined,
  'number:refuse': ({ code }) => Promise.reject(new Refusal(code, 'No.', { retryAfterMs: 250 })),
  'number:break': () => Promise.reject(new Error('a private detail')),
  // A wrong answer that the types cannot see, as from a bug behind a driver.
  'number:lie': async () => JSON.parse('{"value":"not a number"}'),
  'number:wait': () => new Promise(() => undefined),
};

export type RpcUnderTest = (services: BoundRpc[], deps: PerformDeps & { log: Log }) => Promise<RpcTransport>;

/** What holds for every way to call a sister service. */
export function describeRpc(name: string, open: RpcUnderTest): void {
  describe(`rpc: ${name}`, () => {
    const logged: Record<string, unknown>[] = [];
    const log = createLog({ level: 'warn', stream: { write: (line) => void logged.push(JSON.parse(line)) } });
    const metrics = createMetrics();
    let transport: RpcTransport;
    beforeEach(async () => {
      logged.length = 0;
      transport = await open([bindRpc(SampleRpc, sampleHandlers)], { log, metrics, newId: () => 'error-1' });
    });
    afterEach(() => transport.close());

    const call = () => rpcClient(SampleRpc, transport);

    it('answers what the operation gives, or nothing', async () => {
      expect(await call()['number:double']({ value: 21 })).toEqual({ value: 42 });
      expect(await call()['number:forget']({})).toBeUndefined();
      expect(await metrics.text()).toContain(
        'bedside_rpc_seconds_count{service="sample",call="number:double",outcome="ok"}',
      );
    });

    it('refuses wrong input, and says where but not what', async () => {
      const wrong: unknown = { value: 'marker' };
      const refused = transport.send({ contract: SampleRpc, call: 'number:double', input: wrong });
      await expect(refused).rejects.toMatchObject({
        name: 'Refusal',
        code: 'invalid_input',
        message: 'The input of sample number:double is wrong at value.',
      });
      expect(JSON.stringify(logged)).not.toContain('marker');
    });

    it.each(['nothing:here', 'constructor'])('refuses the unknown call %s', async (unknown) => {
      const refused = transport.send({ contract: SampleRpc, call: unknown, input: {} });
      await expect(refused).rejects.toMatchObject({ code: 'not_found' });
    });

    it('passes a refusal on with its code, words and time', async () => {
      const refused = call()['number:refuse']({ code: 'too_odd' });
      await expect(refused).rejects.toMatchObject({
        name: 'Refusal',
        code: 'too_odd',
        message: 'No.',
        retryAfterMs: 250,
      });
      expect(logged).toEqual([]);
    });

    it('takes a refusal that the contract does not name for a bug', async () => {
      await expect(call()['number:refuse']({ code: 'surprise' })).rejects.toMatchObject({ code: 'internal' });
      expect(logged).toMatchObject([{ errorId: 'error-1', err: { code: 'surprise' } }]);
    });

    it.each(['number:break', 'number:lie'] as const)('turns a bug into an id: %s', async (broken) => {
      await expect(call()[broken]({})).rejects.toMatchObject({
        code: 'internal',
        message: 'Something went wrong (error-1).',
      });
      expect(logged).toMatchObject([{ errorId: 'error-1', call: broken }]);
    });

    it('refuses at the deadline', async () => {
      await expect(call()['number:wait']({})).rejects.toMatchObject({ code: 'deadline_exceeded' });
    });

    it('refuses a service that is not there as unavailable or not found', async () => {
      const other = { ...SampleRpc, service: 'other' };
      const refused = transport.send({ contract: other, call: 'number:double', input: { value: 1 } });
      const code = await refused.catch((error: unknown) => (error instanceof Refusal ? error.code : error));
      expect(['unavailable', 'not_found']).toContain(code);
    });
  });
}
