import type { HttpRoute } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import { refusalFrom } from './problem.ts';

const apiRoot = '/api/v1';
const answerDeadlineMs = 15_000;

export type RequestInput = {
  params?: Readonly<Record<string, string>> | undefined;
  query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  body?: unknown;
};

export type RequestOptions = {
  /** One key for one thing the person did; hand in the same one to repeat it safely. Made when absent. */
  idempotencyKey?: string;
  /** The `version` that was read, for what changes something. */
  ifVersion?: number;
  signal?: AbortSignal;
};

export type Send = (
  route: Pick<HttpRoute, 'method' | 'path' | 'creates'>,
  input: RequestInput,
  options: RequestOptions & { accessToken?: string | undefined },
) => Promise<unknown>;

type Deps = { fetch: typeof fetch; newKey: () => string };

/** Sends one request and reads its answer. Refuses with the server's code; `unavailable` when no answer came. */
export function createSend({ fetch, newKey }: Deps): Send {
  return async function send(route, input, options) {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (options.accessToken !== undefined) headers['authorization'] = `Bearer ${options.accessToken}`;
    if (route.creates) headers['idempotency-key'] = options.idempotencyKey ?? newKey();
    if (options.ifVersion !== undefined) headers['if-match'] = `"${options.ifVersion}"`;
    const hasBody = route.method !== 'GET' && route.method !== 'DELETE';
    if (hasBody) headers['content-type'] = 'application/json';

    const response = await answer(() =>
      fetch(apiRoot + addressOf(route.path, input), {
        method: route.method,
        headers,
        credentials: 'same-origin',
        cache: 'no-store',
        signal: withDeadline(options.signal),
        ...(hasBody ? { body: JSON.stringify(input.body ?? {}) } : {}),
      }),
    );
    if (!response.ok) throw await refusalFrom(response);
    return response.status === 204 ? undefined : answer(() => response.json());
  };
}

/** No network, a cut answer and a passed deadline are one thing to the person: try again. */
async function answer<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Refusal('unavailable', 'The server could not be reached.', { cause });
  }
}

function withDeadline(signal: AbortSignal | undefined): AbortSignal {
  const deadline = AbortSignal.timeout(answerDeadlineMs);
  return signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
}

function addressOf(path: string, { params, query }: RequestInput): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
}
