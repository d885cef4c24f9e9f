import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, answerOf, type Engine } from '../engine.ts';
import { findRoute } from '../routes.ts';
import { ApiError } from './api-error.ts';
import { authenticate } from './authenticate.ts';
import type { Fault, Faults } from '../control/faults.ts';
import { parseForm } from './form.ts';
import { type IdempotencyKeys, isAnswered } from './idempotency.ts';

export type ApiRequest = {
  id: string;
  method: string;
  path: string;
  /** The query of a GET, the body of a POST. */
  form: string;
  authorization: string | undefined;
  idempotencyKey: string | undefined;
};
export type Reply = Answer & { headers: Record<string, string> };
type Deps = {
  apiKeys: ReadonlySet<string>;
  engine: Engine;
  faults: Faults;
  keys: IdempotencyKeys;
  stopping: AbortSignal;
};

/** Answers one API request from the key at the door to the reply; nothing when the connection is to be dropped. */
export function createAnswerRequest({ apiKeys, engine, faults, keys, stopping }: Deps) {
  return async function answerRequest(request: ApiRequest): Promise<Reply | undefined> {
    const { method, path } = request;
    try {
      const account = authenticate(request.authorization, apiKeys);
      const route = findRoute(method, path);
      if (!route) throw unknownRoute(method, path);
      const fault = faults.take(method, path);
      if (fault?.kind === 'drop_before_work') return undefined;
      if (fault) refuseEarly(fault);
      const key = method === 'POST' ? request.idempotencyKey : undefined;
      const taken =
        key === undefined ? undefined : keys.take({ account, key, method, path, body: request.form });
      if (taken && isAnswered(taken)) return replay(taken);
      try {
        if (fault?.delayMs) await wait(fault.delayMs, undefined, { signal: stopping });
        const work = route.operation(parseForm(request.form), route.id);
        const answerInstead = fault?.kind === 'error_after_work' ? brokenInside() : undefined;
        const held = taken && key !== undefined ? { ...taken, name: key } : undefined;
        const answer = await engine.run({ requestId: request.id, work, key: held, answerInstead });
        if (fault?.kind === 'drop_after_work') return undefined;
        return { ...answer, headers: answer.status >= 500 ? { 'stripe-should-retry': 'false' } : {} };
      } finally {
        if (taken) keys.letGo(taken);
      }
    } catch (error) {
      if (error instanceof ApiError) return { ...answerOf(error), headers: {} };
      throw error;
    }
  };
}

function replay(earlier: { status: number; body: string; requestId: string }): Reply {
  const { status, body, requestId } = earlier;
  const headers = {
    'idempotent-replayed': 'true',
    'original-request': requestId,
    'stripe-should-retry': 'false',
  };
  return { status, body, headers };
}

function refuseEarly({ kind }: Fault): void {
  if (kind === 'rate_limit') {
    const detail = {
      type: 'invalid_request_error',
      code: 'rate_limit',
      message: 'Too many requests.',
    } as const;
    throw new ApiError(429, detail, { isFinal: false });
  }
  if (kind === 'unavailable') {
    throw new ApiError(503, { type: 'api_error', message: 'Not available just now.' }, { isFinal: false });
  }
}

function brokenInside(): ApiError {
  return new ApiError(500, { type: 'api_error', message: 'Something went wrong inside.' });
}

function unknownRoute(method: string, path: string): ApiError {
  const message = `There is nothing at ${method} ${path}.`;
  return new ApiError(404, { type: 'invalid_request_error', message }, { isFinal: false });
}
