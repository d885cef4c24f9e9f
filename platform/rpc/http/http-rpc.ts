import { context, propagation } from '@opentelemetry/api';
import { Refusal } from '#contracts/refusal.ts';
import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import { type Breaker, createBreaker } from '#platform/resilience/breaker.ts';
import { createRetry, type Retry } from '#platform/resilience/retry.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import { createPostJson } from './post-json.ts';
import { parseJson } from './read-body.ts';
import type { RpcRequest, RpcTransport } from '../rpc.ts';
import { DEADLINE_HEADER, RpcAnswer, refusalOf } from './rpc-wire.ts';

type Deps = {
  /** Where any process of the service is (`http://host:port`); nothing when that is not known. */
  addressOf: (service: string) => string | undefined;
  /** Asked for each attempt: what it gives lives for a minute. */
  signServiceToken: (audience: string) => string;
  metrics: Metrics;
  log: Log;
};

/** A sister that comes back is asked again within so long, however long it was away. */
const longestPauseMs = 2_000;
/** Addresses change where processes are moved about; those that are not asked any more are forgotten. */
const mostAddresses = 1_000;

type Attempt = RpcRequest & { address: string; endsAt: number; signal: AbortSignal };

/**
 * Calls over HTTP. The contract's deadline covers every attempt together; only idempotent calls are tried again;
 * an address that does not answer is left alone for a while.
 */
export function createHttpRpc({ addressOf, signServiceToken, metrics, log }: Deps): RpcTransport {
  const http = createPostJson();
  const breakers = new Map<string, Breaker>();
  const retries = new Map<string, Retry>();

  function breakerFor(service: string, address: string): Breaker {
    const key = `${service} ${address}`;
    const breaker =
      breakers.get(key) ?? createBreaker({ target: service, maxPauseMs: longestPauseMs, metrics, log });
    breakers.delete(key);
    breakers.set(key, breaker);
    if (breakers.size > mostAddresses) breakers.delete(breakers.keys().next().value ?? '');
    return breaker;
  }

  function retryFor(service: string, isIdempotent: boolean): Retry {
    const key = `${service} ${isIdempotent}`;
    const retry =
      retries.get(key) ?? createRetry({ target: service, metrics, retries: isIdempotent ? 2 : 0 });
    retries.set(key, retry);
    return retry;
  }

  async function attempt({ contract, call, input, address, endsAt, signal }: Attempt): Promise<unknown> {
    const headers: Record<string, string> = {
      authorization: `Bearer ${signServiceToken(contract.service)}`,
      [DEADLINE_HEADER]: String(Math.max(1, Math.floor(endsAt - performance.now()))),
    };
    propagation.inject(context.active(), headers);
    const url = new URL(`/rpc/${contract.service}/${call}`, address);
    const answer = answerIn(
      await http.post({ url, headers, text: JSON.stringify(input) ?? '', signal }),
      url,
    );
    if (answer.ok) return answer.data;
    // It is this process that was not believed (its clock may be wrong), and not whoever it asks for.
    if (answer.code === 'unauthenticated')
      throw new Refusal('unavailable', `${url.host} does not take the token of this process.`);
    throw refusalOf(answer);
  }

  async function send(request: RpcRequest): Promise<unknown> {
    const { service, calls } = request.contract;
    const declared = Object.hasOwn(calls, request.call) ? calls[request.call] : undefined;
    const address = request.address ?? addressOf(service);
    if (!declared) throw new Refusal('not_found', `${service} has no call ${request.call}.`);
    if (address === undefined) throw new Refusal('unavailable', `Nobody knows where ${service} is.`);
    const { deadlineMs, isIdempotent, output } = declared;
    const endsAt = performance.now() + deadlineMs;
    const breaker = breakerFor(service, address);
    const once = (signal: AbortSignal) => breaker(() => attempt({ ...request, address, endsAt, signal }));
    const retry = retryFor(service, isIdempotent);
    const data = await withDeadline(
      (signal) => retry(() => once(signal), signal),
      deadlineMs,
      `${service} ${request.call}`,
    );
    return output.parse(data);
  }

  return { send, close: async () => http.close() };
}

/** A proxy on the way may answer with its own words: then the service was not reached. */
function answerIn(text: string, url: URL) {
  const parsed = RpcAnswer.safeParse(parseAnswer(text));
  if (parsed.success) return parsed.data;
  throw new Refusal('unavailable', `${url.host} did not answer as a service does.`);
}

function parseAnswer(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
