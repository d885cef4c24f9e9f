import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Role, type UserActor } from '#contracts/actor.ts';
import type { HttpContract, HttpRoute } from '#contracts/define.ts';
import { everyRoute } from '#contracts/http/every-route.ts';
import { commonRefusals } from '#contracts/refusal.ts';
import { newUuid } from '#platform/clock.ts';
import { actorWith } from '../kit/actors.ts';
import { badInputsOf, withoutEachField } from '../kit/bad-inputs.ts';
import { ask } from '../kit/client.ts';
import { TestServer } from '../kit/server.ts';

const common: readonly string[] = [...commonRefusals, 'version_required'];
const routes = everyRoute.flatMap(({ contract }) =>
  Object.entries(contract as HttpContract).map(([name, route]) => ({ name, route })),
);
const closed = routes.filter(({ route }) => route.who !== 'anyone');

function lineOf(
  { method, path, sample }: HttpRoute,
  params = sample.params ?? {},
  query = sample.query ?? {},
) {
  const filled = path.replace(/:(\w+)/g, (_all, name: string) => params[name] ?? 'missing');
  const search = new URLSearchParams(query).toString();
  return `${method} ${filled}${search === '' ? '' : `?${search}`}` as `${string} /${string}`;
}
const headersOf = (route: HttpRoute): Record<string, string> => ({
  ...(route.creates ? { 'idempotency-key': newUuid() } : {}),
  ...(route.changes ? { 'if-match': '"1"' } : {}),
});
const someoneWho = ({ who }: HttpRoute) => (who === 'anyone' ? undefined : who[0]);

describe('every route', () => {
  let server: TestServer;
  let sign: (actor: UserActor) => string;
  const tokenFor = (route: HttpRoute) => {
    const role = someoneWho(route);
    return role === undefined ? undefined : sign(actorWith(role));
  };

  beforeAll(async () => {
    server = await TestServer.create({ env: { BEDSIDE_RATE_FACTOR: '100' } });
    const tokens = await server.tokens();
    sign = (actor) => tokens.signAccess(actor).token;
  });
  afterAll(() => server.close());

  it.each(closed)('$name refuses who has no good token', async ({ route }) => {
    const knock = (token?: string) =>
      ask(server.url, lineOf(route), { token, body: route.sample.body, headers: headersOf(route) });
    expect(await knock()).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(await knock('a.b.c')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    const expired = await server.expiredToken(actorWith(someoneWho(route) ?? 'patient'));
    expect(await knock(expired)).toMatchObject({ status: 401, body: { code: 'token_expired' } });
  });

  it.each(closed)('$name refuses roles that are not named', async ({ route }) => {
    for (const role of Role.options.filter((one) => route.who !== 'anyone' && !route.who.includes(one))) {
      const answer = await ask(server.url, lineOf(route), {
        token: sign(actorWith(role)),
        body: route.sample.body,
        headers: headersOf(route),
      });
      expect(answer, role).toMatchObject({ status: 403, body: { code: 'not_permitted' } });
    }
  });

  it.each(routes)('$name refuses what its contract does not allow', async ({ route }) => {
    const { body: schema, params, query, sample } = route;
    const token = tokenFor(route);
    const refused = async (
      why: string,
      line: `${string} /${string}`,
      body: unknown,
      headers = headersOf(route),
    ) =>
      expect(await ask(server.url, line, { token, body, headers }), why).toMatchObject({
        status: 400,
        body: { code: 'invalid_input' },
      });
    if (schema) {
      expect(schema.safeParse(sample.body).success, 'the sample parses').toBe(true);
      const bad = [...badInputsOf(sample.body), ...withoutEachField(sample.body)];
      for (const { why, input } of bad.filter(
        (one) => one.input !== undefined && !schema.safeParse(one.input).success,
      ))
        await refused(why, lineOf(route), input);
    }
    if (params) {
      await refused('a wrong parameter', lineOf(route, {}), sample.body);
      const broken = Object.fromEntries(Object.keys(sample.params ?? {}).map((name) => [name, '%E0%A4%A']));
      await refused('a parameter that is no text', lineOf(route, broken), sample.body);
    }
    if (query)
      await refused('an unknown query', lineOf(route, sample.params, { nonsense: '1' }), sample.body);
    if (route.creates) await refused('no key', lineOf(route), sample.body, {});
    if (route.changes) {
      await refused('a wrong version', lineOf(route), sample.body, { 'if-match': 'W/x' });
      const answer = await ask(server.url, lineOf(route), { token, body: sample.body });
      expect(answer).toMatchObject({ status: 428, body: { code: 'version_required' } });
    }
  });

  it.each(routes)('$name answers a stranger with nothing but a declared refusal', async ({ route }) => {
    const answer = await ask(server.url, lineOf(route), {
      token: tokenFor(route),
      body: route.sample.body,
      headers: headersOf(route),
    });
    if (answer.status < 400) expect(route.output.safeParse(answer.body).success).toBe(true);
    else expect([...common, ...route.refusals]).toContain(answer.body['code']);
    expect(answer.body['code']).not.toBe('internal');
    if (answer.status >= 400)
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each(routes.filter(({ route }) => route.body !== undefined))(
    '$name refuses an oversized or broken body',
    async ({ route }) => {
      const [method, path] = lineOf(route).split(' ') as [string, string];
      const headers = { 'content-type': 'application/json', ...headersOf(route) };
      const post = (body: string, more: Record<string, string> = {}) =>
        fetch(`${server.url}/api/v1${path}`, { method, headers: { ...headers, ...more }, body });
      expect((await post(`{"x":"${'x'.repeat(120_000)}"}`)).status).toBe(413);
      expect((await post('{"x":')).status).toBe(400);
      expect((await post('{}', { 'content-encoding': 'gzip' })).status).toBe(400);
    },
  );

  it('has nothing at other addresses, and says so', async () => {
    expect(await ask(server.url, 'GET /nothing-here')).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  it('sends the headers that keep a page to itself', async () => {
    const { headers } = await fetch(`${server.url}/livez`);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('every route, asked too often', () => {
  it('is refused with the time to wait', async () => {
    const server = await TestServer.create({ env: { BEDSIDE_RATE_FACTOR: '0.0001' } });
    const tokens = await server.tokens();
    for (const { name, route } of routes) {
      const role = someoneWho(route);
      const answer = await ask(server.url, lineOf(route), {
        token: role === undefined ? undefined : tokens.signAccess(actorWith(role)).token,
        body: route.sample.body,
        headers: headersOf(route),
      });
      expect(answer, name).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
      expect(Number(answer.headers.get('retry-after')), name).toBeGreaterThan(0);
    }
    await server.close();
  });
});
