import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserActor } from '#contracts/actor.ts';
import type { HttpContract, HttpRoute, SocketContract } from '#contracts/define.ts';
import { everyRoute } from '#contracts/http/every-route.ts';
import { ChatSocket } from '#contracts/sockets/chat.ts';
import { everySocket } from '#contracts/sockets/every-socket.ts';
import { newUuid } from '#platform/clock.ts';
import { actorWith } from '../kit/actors.ts';
import { ask, TestSocket } from '../kit/client.ts';
import { TestServer } from '../kit/server.ts';

const requests = everySocket.flatMap(({ contract }) =>
  Object.entries(contract.requests as SocketContract['requests']).map(([name, request]) => ({
    contract: contract as SocketContract,
    name,
    request,
  })),
);
const routes = everyRoute
  .flatMap(({ contract }) => Object.entries(contract as HttpContract))
  .filter(([, route]) => route.who !== 'anyone')
  .map(([name, route]) => ({ name, route }));

/** What is really there, by the names of the fields that point at it. */
type Known = {
  visitId: string;
  conversationId: string;
  clinicId: string;
  patientId: string;
  doctorId: string;
  userId: string;
};

function pointedAt(known: Known, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => pointedAt(known, one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name in known ? known[name as keyof Known] : pointedAt(known, inner),
    ]),
  );
}

// Well-formed requests about things that are there, from people who have nothing to do with them.
describe('somebody who is not concerned', () => {
  let server: TestServer;
  let sign: (actor: UserActor) => string;
  let known: Known;
  let tenantId: UserActor['tenantId'];
  /** Nothing of these may come back. */
  let secrets: string[];

  beforeAll(async () => {
    server = await TestServer.create({ env: { BEDSIDE_RATE_FACTOR: '100' } });
    const tokens = await server.tokens();
    sign = (actor) => tokens.signAccess(actor).token;
    const { body } = await ask(server.url, 'POST /demo/sessions', { body: { role: 'patient' } });
    const token = String(body['accessToken']);
    const { tenantId: tenant, userId } = tokens.verifyAccess(token);
    tenantId = tenant;
    const { visits } = (await ask(server.url, 'GET /visits', { token })).body as { visits: Visit[] };
    const [visit] = visits as [Visit];
    const chat = await TestSocket.withToken(server.url, ChatSocket, token);
    const { id: conversationId } = await chat.request('conversation:find', {
      kind: 'team',
      patientId: userId,
    });
    chat.close();
    known = {
      visitId: visit.id,
      conversationId,
      clinicId: visit.clinicId,
      patientId: userId,
      doctorId: visit.doctor.userId,
      userId,
    };
    secrets = [visit.id, conversationId, userId, visit.patient.name, 'Good morning'];
  });
  afterAll(() => server.close());

  /** Of another organisation; or of this one, but of another clinic, another patient, the guest of another visit. */
  function strangersIn(role: UserActor['role']): UserActor[] {
    const elsewhere = actorWith(role);
    if (role === 'admin') return [elsewhere];
    return [elsewhere, actorWith(role, { tenantId })];
  }
  function expectNothing(answer: unknown, who: string) {
    const text = JSON.stringify(answer);
    for (const secret of secrets) expect(text, who).not.toContain(secret);
  }

  it.each(requests)('gets nothing by $name', async ({ contract, name, request }) => {
    for (const role of request.who === 'anyone' ? [] : request.who)
      for (const stranger of strangersIn(role)) {
        const socket = await TestSocket.withToken(server.url, contract, sign(stranger));
        const before = socket.heard.length;
        const answer = await socket.raw(name, pointedAt(known, request.sample));
        expectNothing(answer, role);
        if (answer.ok) expect(mayBeAnswered, `${name} as ${role}`).toContain(name);
        expect(socket.heard.length).toBe(before);
        socket.close();
      }
  });

  it.each(routes)('gets nothing by $name', async ({ name, route }) => {
    for (const role of route.who === 'anyone' ? [] : route.who)
      for (const stranger of strangersIn(role)) {
        const { status, body } = await ask(server.url, lineOf(route), {
          token: sign(stranger),
          ...(route.sample.body === undefined ? {} : { body: pointedAt(known, route.sample.body) }),
          headers: {
            ...(route.creates ? { 'idempotency-key': newUuid() } : {}),
            ...(route.changes ? { 'if-match': '"1"' } : {}),
          },
        });
        expectNothing(body, role);
        if (status < 400) expect(mayBeAnswered, `${name} as ${role}`).toContain(name);
      }
  });

  function lineOf({ method, path, sample }: HttpRoute) {
    const params = pointedAt(known, sample.params ?? {}) as Record<string, string>;
    const filled = path.replace(/:(\w+)/g, (_all, name: string) => params[name] ?? 'missing');
    const search = new URLSearchParams(
      pointedAt(known, sample.query ?? {}) as Record<string, string>,
    ).toString();
    return `${method} ${filled}${search === '' ? '' : `?${search}`}` as `${string} /${string}`;
  }
});

type Visit = { id: string; clinicId: string; doctor: { userId: string }; patient: { name: string } };

// These speak of the caller alone, or list what is the caller's, which is nothing. Whatever is new is not among them.
const mayBeAnswered = [
  'conversation:list',
  'conversation:close',
  'sessions:watch',
  'signOut',
  'readMe',
  'listPeople',
  'listUsers',
  'listVisits',
  'listVisitTypes',
  'listEntries',
  'readChain',
];
