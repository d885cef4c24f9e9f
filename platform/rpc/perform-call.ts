import type { RpcContract } from '#contracts/define.ts';
import { commonRefusals, Refusal } from '#contracts/refusal.ts';
import type { NewId } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import type { BoundRpc } from './bind-rpc.ts';

export type PerformDeps = { log: Log; newId: NewId; metrics: Metrics };
export type CallRequest = { call: string; input: unknown; deadlineMs?: number | undefined };
export type PerformCall = (bound: BoundRpc, request: CallRequest) => Promise<unknown>;

const common: ReadonlySet<string> = new Set(commonRefusals);

/**
 * Runs a call at the service's side: within its deadline, measured. What the contract does not
 * declare is a bug, an undeclared refusal too, and becomes `internal` with an id in the log.
 */
export function createPerformCall({ log, newId, metrics }: PerformDeps): PerformCall {
  const labels = ['service', 'call', 'outcome'] as const;
  const seconds = metrics.histogram({ name: 'bedside_rpc_seconds', help: 'Calls between services.', labels });
  type Timer = ReturnType<typeof seconds.labels>;
  const timers = new Map<string, Timer>();

  function timerOf({ service, calls }: RpcContract, call: string, outcome: string): Timer {
    // A name that the contract does not have must not become a label: a caller could make any number of them.
    const known = Object.hasOwn(calls, call) ? call : 'unknown';
    const key = `${service} ${known} ${outcome}`;
    const timer = timers.get(key) ?? seconds.labels(service, known, outcome);
    timers.set(key, timer);
    return timer;
  }

  function refusalFor(error: unknown, { service, calls }: RpcContract, call: string): Refusal {
    const isDeclared = (code: string) => common.has(code) || calls[call]?.refusals.includes(code) === true;
    if (error instanceof Refusal && isDeclared(error.code)) return error;
    const errorId = newId();
    log.error({ service, call, errorId, err: error }, 'a call failed');
    return new Refusal('internal', `Something went wrong (${errorId}).`, { cause: error });
  }

  return async function performCall(bound, { call, input, deadlineMs }) {
    const { contract } = bound;
    const { service, calls } = contract;
    const startedAt = performance.now();
    const ms = Math.min(calls[call]?.deadlineMs ?? 1_000, deadlineMs ?? Number.POSITIVE_INFINITY);
    try {
      const result = await withDeadline(bound.call(call, input), ms, `${service} ${call}`);
      timerOf(contract, call, 'ok').observe((performance.now() - startedAt) / 1_000);
      return result;
    } catch (error) {
      const refusal = refusalFor(error, contract, call);
      timerOf(contract, call, refusal.code).observe((performance.now() - startedAt) / 1_000);
      throw refusal;
    }
  };
}
