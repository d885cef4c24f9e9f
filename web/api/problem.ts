import { Refusal } from '#contracts/refusal.ts';

/** What an answer that is not 2xx says (RFC 9457), as the `Refusal` that the server meant. */
export async function refusalFrom(response: Response): Promise<Refusal> {
  const problem = await readObject(response);
  const code = text(problem['code']) ?? text(problem['type'])?.split(/[/:#]/).at(-1);
  const message = text(problem['detail']) ?? text(problem['title']) ?? '';
  const retryAfterMs = number(problem['retryAfterMs']) ?? secondsHeader(response.headers.get('retry-after'));
  return new Refusal(
    code === undefined || code === 'blank' ? codeOfStatus(response.status) : code,
    message,
    retryAfterMs === undefined ? {} : { retryAfterMs },
  );
}

async function readObject(response: Response): Promise<Record<string, unknown>> {
  try {
    const value: unknown = await response.json();
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // A proxy's own error page is not JSON; the status still says enough.
    return {};
  }
}

function codeOfStatus(status: number): string {
  const known: Record<number, string> = {
    400: 'invalid_input',
    401: 'unauthenticated',
    403: 'not_permitted',
    404: 'not_found',
    409: 'conflict',
    413: 'too_large',
    429: 'too_many_requests',
    507: 'storage_full',
  };
  return known[status] ?? (status >= 502 && status <= 504 ? 'unavailable' : 'internal');
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const number = (value: unknown) => (typeof value === 'number' ? value : undefined);

function secondsHeader(value: string | null): number | undefined {
  const seconds = Number(value ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
