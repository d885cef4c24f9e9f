import type { IncomingMessage, ServerResponse } from 'node:http';
import { context, propagation } from '@opentelemetry/api';
import { Refusal } from '#contracts/refusal.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import type { MountedRpc } from '../mounted-rpc.ts';
import { createPerformCall, type PerformDeps } from '../perform-call.ts';
import { parseJson, readBody } from './read-body.ts';
import { DEADLINE_HEADER, refusalAnswer, statusOf } from './rpc-wire.ts';

/** Throws a `Refusal` for a token that is wrong, expired, or for another audience. */
export type VerifyServiceToken = (token: string, audience: string) => unknown;

type Deps = PerformDeps & {
  mounted: Pick<MountedRpc, 'find'>;
  verifyServiceToken: VerifyServiceToken;
  maxBytes?: number;
  readDeadlineMs?: number;
};

/** A plain node:http handler for `POST /rpc/<service>/<call>`. It answers always and never rejects. */
export type RpcDoor = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

// A server that mounts it under /rpc may leave that off.
const PATH = /^(?:\/rpc)?\/([a-z-]+)\/([a-z:-]+)$/;

export function createRpcDoor(deps: Deps): RpcDoor {
  const { mounted, verifyServiceToken, maxBytes = 1_000_000, readDeadlineMs = 10_000, log, newId } = deps;
  const performCall = createPerformCall(deps);

  async function answer(request: IncomingMessage): Promise<unknown> {
    const [, service = '', call = ''] = PATH.exec(request.url ?? '') ?? [];
    if (request.method !== 'POST' || service === '') throw new Refusal('not_found', 'There is no such call.');
    await demandServiceToken(request, service);
    const bound = mounted.find(service, call);
    if (!bound) throw new Refusal('not_found', `${service} has no call ${call} here.`);
    const text = await withDeadline(readBody(request, maxBytes), readDeadlineMs, 'reading the request');
    const input = parseJson(text);
    return performCall(bound, { call, input, deadlineMs: deadlineOf(request) });
  }

  /** A token that ended is as good as none: that word is kept for the tokens of people. */
  async function demandServiceToken(request: IncomingMessage, service: string): Promise<void> {
    try {
      await verifyServiceToken(bearerOf(request), service);
    } catch (cause) {
      if (!(cause instanceof Refusal) || cause.code !== 'token_expired') throw cause;
      throw new Refusal('unauthenticated', 'The service token has ended.', { cause });
    }
  }

  function refusalFor(error: unknown): Refusal {
    if (error instanceof Refusal) return error;
    const errorId = newId();
    log.error({ errorId, err: error }, 'the door of the services failed');
    return new Refusal('internal', `Something went wrong (${errorId}).`);
  }

  return async function rpcDoor(request, response) {
    const trace = propagation.extract(context.active(), request.headers);
    try {
      const data = await context.with(trace, () => answer(request));
      write(response, 200, { ok: true, data });
    } catch (error) {
      const refusal = refusalFor(error);
      // Whatever of the body was not read must not be taken for the next request.
      if (!request.complete) response.setHeader('connection', 'close');
      write(response, statusOf(refusal.code), refusalAnswer(refusal));
    }
  };
}

function bearerOf(request: IncomingMessage): string {
  const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw new Refusal('unauthenticated', 'A service token is needed.');
  return token;
}

function deadlineOf(request: IncomingMessage): number | undefined {
  const given = Number(request.headers[DEADLINE_HEADER]);
  return Number.isInteger(given) && given > 0 ? given : undefined;
}

function write(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, headers).end(text);
}
