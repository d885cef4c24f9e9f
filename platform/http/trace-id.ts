import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const known = new WeakMap<IncomingMessage, string>();

/** The id that ties everything of one request together: from `traceparent` (W3C Trace Context), else a new one. */
export function traceIdOf(request: IncomingMessage): string {
  const before = known.get(request);
  if (before) return before;
  const header = request.headers['traceparent'];
  const match =
    typeof header === 'string' ? /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(header) : null;
  const traceId = match?.[1] ?? randomBytes(16).toString('hex');
  known.set(request, traceId);
  return traceId;
}
