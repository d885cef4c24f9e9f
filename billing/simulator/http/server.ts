import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type Answer, answerOf } from '../engine.ts';
import { ApiError } from './api-error.ts';
import type { ApiRequest, Reply } from './answer-request.ts';

type Deps = {
  answerRequest: (request: ApiRequest) => Promise<Reply | undefined>;
  answerControl: (name: string, body: string) => Promise<Answer>;
  /** Without one, nothing answers under /_simulator. */
  controlKey: string | undefined;
  apiVersion: string;
  newRequestId: () => string;
  onError: (error: unknown) => void;
};

const largestBody = 1_000_000;
const controlPath = '/_simulator/';
// Longer than any client keeps a connection, so that none is closed just as a request goes out on it.
const keepAliveMs = 120_000;
const failure = { error: { type: 'api_error', message: 'The simulator failed; its log says why.' } };

/** The HTTP side: reads the request, gives it to whom it concerns, and writes the reply with Stripe's headers. */
export function createHttpServer(deps: Deps): Server {
  return createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    const requestId = deps.newRequestId();
    const drop = () => void request.socket.destroy();
    answer(deps, request, requestId)
      .catch((error: unknown): Reply => {
        if (error instanceof ApiError) return { ...answerOf(error), headers: {} };
        deps.onError(error);
        return { status: 500, body: JSON.stringify(failure), headers: {} };
      })
      .then((reply) => {
        if (!reply) return drop();
        const key = request.headers['idempotency-key'];
        response.writeHead(reply.status, {
          'content-type': 'application/json',
          'request-id': requestId,
          'stripe-version': request.headers['stripe-version'] ?? deps.apiVersion,
          ...(key && { 'idempotency-key': key }),
          ...reply.headers,
        });
        response.end(reply.body);
      }, drop);
  });
}

async function answer(deps: Deps, request: IncomingMessage, requestId: string): Promise<Reply | undefined> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://simulator');
  const body = await readBody(request);
  const { authorization } = request.headers;
  const method = request.method ?? 'GET';
  const isControl = pathname.startsWith(controlPath) && method === 'POST';
  if (isControl && deps.controlKey && authorization === `Bearer ${deps.controlKey}`) {
    return { ...(await deps.answerControl(pathname.slice(controlPath.length), body)), headers: {} };
  }
  const key = request.headers['idempotency-key'];
  return deps.answerRequest({
    id: requestId,
    method,
    path: pathname,
    form: method === 'POST' ? body : search,
    authorization,
    idempotencyKey: Array.isArray(key) ? key[0] : key,
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request.setEncoding('utf8')) {
    const bytes = Buffer.from(String(part));
    size += bytes.length;
    if (size > largestBody) throw tooLarge();
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString();
}

function tooLarge(): ApiError {
  const message = `A request has at most ${largestBody} bytes.`;
  return new ApiError(413, { type: 'invalid_request_error', message }, { isFinal: false });
}
