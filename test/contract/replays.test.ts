import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserActor } from '#contracts/actor.ts';
import type { HttpContract, HttpRoute, SocketContract } from '#contracts/define.ts';
import { everyRoute } from '#contracts/http/every-route.ts';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import { everySocket } from '#contracts/sockets/every-socket.ts';
import { newUuid } from '#platform/clock.ts';
import { demoPeople } from '../../ops/demo/demo-clinic.ts';
import { ask, TestSocket } from '../kit/client.ts';
import { TestServer } from '../kit/server.ts';
import { until } from '../kit/until.ts';

const routes = everyRoute.flatMap(({ contract }) =>
  Object.entries(contract as HttpContract).map(([name, route]) => ({ name, route })),
);
const closed = routes.filter(({ route }) => route.who !== 'anyone');
const creating = routes.filter(({ route }) => route.creates);
const contracts = everySocket.map(({ contract }) => contract as SocketContract);
const keyed = contracts.flatMap((contract) =>
  Object.entries(contract.requests)
    .filter(([, { sample }]) => typeof sample === 'object' && sample !== null && 'clientKey' in sample)
    .map(([name, request]) => ({ contract, name, request })),
);

type DemoRole = 'patient' | 'doctor' | 'nurse' | 'admin';
type Visit = { id: string; clinicId: string; doctor: { userId: string }; patient: { name: string } };

// Whatever carries a key makes its effect once, and whatever carries a token is worth nothing once its session is closed.
describe('what was sent before', () => {
  let server: TestServer;
  /** What the samples point at, by the names of their fields: things of the demo that its people may reach. */
  let known: Record<string, unknown>;
  const tokens = new Map<string, string>();

  async function tokenOf(role: DemoRole): Promise<string> {
    const { body } = await ask(server.url, 'POST /demo/sessions', { body: { role } });
    return String(body['accessToken']);
  }
  async function tokenFor(who: HttpRoute['who']): Promise<string> {
    const role = who[0] as DemoRole;
    const token = tokens.get(role) ?? (await tokenOf(role));
    tokens.set(role, token);
    return token;
  }

  beforeAll(async () => {
    server = await TestServer.create({ env: { BEDSIDE_RATE_FACTOR: '100' } });
    const token = await tokenFor(['patient']);
    const { visits } = (await ask(server.url, 'GET /visits', { token })).body as { visits: Visit[] };
    const [patient] = demoPeople.patients;
    const visit = visits.find((one) => one.patient.name === patient.name) as Visit;
    const { userId } = (await server.tokens()).verifyAccess(token);
    const chat = await TestSocket.withToken(server.url, ChatSocket, token);
    const { id } = await chat.request('conversation:find', { kind: 'team', patientId: userId });
    chat.close();
    known = {
      visitId: visit.id,
      clinicId: visit.clinicId,
      clinicIds: [visit.clinicId],
      doctorId: visit.doctor.userId,
      patientId: userId,
      conversationId: id,
      startsAt: Date.now() + 40 * 86_400_000,
    };
  });
  afterAll(() => server.close());

  const pointed = (sample: object | undefined) =>
    Object.fromEntries(
      Object.entries(sample ?? {}).map(([name, value]) => [name, name in known ? known[name] : value]),
    );
  function lineOf({ method, path, sample }: HttpRoute) {
    const params = pointed(sample.params);
    return `${method} ${path.replace(/:(\w+)/g, (_all, name: string) => String(params[name]))}` as `${string} /${string}`;
  }

  it.each(creating)('$name makes once what comes twice under one key', async ({ route }) => {
    const send = async (key: string) =>
      ask(server.url, lineOf(route), {
        token: await tokenFor(route.who),
        body: pointed(route.sample.body as object),
        headers: { 'idempotency-key': key },
      });
    const key = newUuid();
    const [first, atOnce] = await Promise.all([send(key), send(key)]);
    expect(first).toMatchObject({ status: route.status });
    expect(atOnce).toMatchObject({ status: route.status, body: first.body });
    expect(await send(key)).toMatchObject({ status: route.status, body: first.body });
    expect((await send(newUuid())).body).not.toEqual(first.body);
  });

  it.each(keyed)('$name makes once what comes twice under one key', async ({ contract, name, request }) => {
    const socket = await TestSocket.withToken(server.url, contract, await tokenFor(request.who));
    const input = pointed(request.sample as object);
    const first = await socket.raw(name, input);
    expect(first).toMatchObject({ ok: true });
    expect(await socket.raw(name, input)).toEqual(first);
    expect(await socket.raw(name, { ...input, clientKey: newUuid() })).not.toEqual(first);
    socket.close();
  });

  describe('with the token of a session that was closed', () => {
    const spent = new Map<UserActor['role'], string>();
    const roles: DemoRole[] = ['patient', 'doctor', 'nurse', 'admin'];

    beforeAll(async () => {
      for (const role of roles) {
        const token = await tokenOf(role);
        spent.set(role, token);
        await ask(server.url, 'POST /sessions/sign-out', { token });
        // Identity knows at once, as `/me` would say; the others hear of it a moment later.
        await until(async () => (await ask(server.url, 'GET /visits', { token })).status === 401);
      }
    });

    it.each(closed)('$name is refused', async ({ route }) => {
      const answer = await ask(server.url, lineOf(route), {
        token: spent.get(route.who[0] as DemoRole),
        body: route.sample.body,
        headers: { 'idempotency-key': newUuid(), 'if-match': '"1"' },
      });
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    });

    it.each(contracts)('no socket to $namespace is opened', async (contract) => {
      for (const token of spent.values())
        await expect(TestSocket.withToken(server.url, contract, token)).rejects.toMatchObject({
          code: 'unauthenticated',
        });
    });
  });
});
