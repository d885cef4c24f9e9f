import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Role, type UserActor } from '#contracts/actor.ts';
import type { SocketContract, SocketRequest } from '#contracts/define.ts';
import { everySocket, socketProtocol } from '#contracts/sockets/every-socket.ts';
import { commonRefusals } from '#contracts/refusal.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { makeTokenKeys, parseTokenKeys } from '#platform/tokens/token-keys.ts';
import { actorWith } from '../kit/actors.ts';
import { badInputsOf, withoutEachField } from '../kit/bad-inputs.ts';
import { TestSocket } from '../kit/client.ts';
import { TestServer } from '../kit/server.ts';

const common: readonly string[] = commonRefusals;
const requests = everySocket.flatMap(({ contract }) =>
  Object.entries(contract.requests as SocketContract['requests']).map(([name, request]) => ({
    contract: contract as SocketContract,
    name,
    request,
  })),
);
const namespaces = [
  ...new Map(everySocket.map(({ contract }) => [contract.namespace, contract as SocketContract])).values(),
];

describe('every socket request', () => {
  let server: TestServer;
  let sign: (actor: UserActor) => string;
  const sockets = new Map<string, TestSocket<SocketContract>>();

  beforeAll(async () => {
    server = await TestServer.create({ env: { BEDSIDE_RATE_FACTOR: '100' } });
    const tokens = await server.tokens();
    sign = (actor) => tokens.signAccess(actor).token;
  });
  afterAll(async () => {
    for (const socket of sockets.values()) socket.close();
    await server.close();
  });

  async function socketOf(contract: SocketContract, role: UserActor['role']) {
    const key = `${contract.namespace} ${role}`;
    const known = sockets.get(key);
    if (known) return known;
    const socket = await TestSocket.withToken(server.url, contract, sign(actorWith(role)));
    sockets.set(key, socket);
    return socket;
  }
  const someoneWho = ({ who }: SocketRequest) => (who === 'anyone' ? 'patient' : who[0]);

  it.each(namespaces)('opens $namespace for a good token alone', async (contract) => {
    const { url } = server;
    const actor = actorWith('doctor');
    const foreign = createTokens({ keys: parseTokenKeys(makeTokenKeys()), now: Date.now }).signAccess(
      actor,
    ).token;
    const refusedAs = async (auth: object, code: string) =>
      expect(TestSocket.create(url, contract, auth)).rejects.toMatchObject({ code });
    await refusedAs({}, 'invalid_input');
    await refusedAs({ token: '', protocol: socketProtocol }, 'unauthenticated');
    await refusedAs({ token: 'x'.repeat(9_999), protocol: socketProtocol }, 'invalid_input');
    await refusedAs({ token: foreign, protocol: socketProtocol }, 'unauthenticated');
    await refusedAs({ token: await server.expiredToken(actor), protocol: socketProtocol }, 'token_expired');
    await refusedAs({ token: sign(actor), protocol: socketProtocol + 1 }, 'protocol_unknown');
    const socket = await TestSocket.withToken(url, contract, sign(actor));
    expect(await socket.raw('no:such-request', {})).toMatchObject({ ok: false, code: 'invalid_input' });
    socket.close();
  });

  it.each(requests)('$name refuses roles that are not named', async ({ contract, name, request }) => {
    const { who } = request;
    for (const role of Role.options.filter((one) => who !== 'anyone' && !who.includes(one))) {
      const answer = await (await socketOf(contract, role)).raw(name, request.sample);
      expect(answer, role).toMatchObject({ ok: false, code: 'not_permitted' });
    }
  });

  it.each(requests)('$name refuses what its contract does not allow', async ({ contract, name, request }) => {
    const socket = await socketOf(contract, someoneWho(request));
    expect(request.input.safeParse(request.sample).success, 'the sample parses').toBe(true);
    const bad = [...badInputsOf(request.sample), ...withoutEachField(request.sample)];
    for (const { why, input } of bad.filter((one) => !request.input.safeParse(one.input).success))
      expect(await socket.raw(name, input), why).toMatchObject({ ok: false, code: 'invalid_input' });
  });

  it.each(requests)(
    '$name answers a stranger with nothing but a declared refusal',
    async ({ contract, name, request }) => {
      // A well-formed request of another tenant's person about things that are not theirs.
      const socket = await TestSocket.withToken(server.url, contract, sign(actorWith(someoneWho(request))));
      const answer = await socket.raw(name, request.sample);
      if (answer.ok) expect(request.output.safeParse(answer.data).success).toBe(true);
      else expect([...common, ...request.refusals]).toContain(answer.code);
      expect(answer).not.toMatchObject({ code: 'internal' });
      socket.close();
    },
  );

  it('closes the connection of a client that sends more than it may, and goes on', async () => {
    const [contract] = namespaces as [SocketContract];
    const socket = await TestSocket.withToken(server.url, contract, sign(actorWith('nurse')));
    await expect(socket.raw('anything', 'x'.repeat(200_000))).rejects.toThrow();
    expect(socket.isConnected).toBe(false);
    expect((await fetch(`${server.url}/livez`)).ok).toBe(true);
  });

  it('takes a renewed token of the same session, and of no other', async () => {
    const [contract] = namespaces as [SocketContract];
    const actor = actorWith('nurse');
    const socket = await TestSocket.withToken(server.url, contract, sign(actor));
    expect(await socket.raw('session:renew', { token: sign(actor) })).toMatchObject({ ok: true });
    expect(await socket.raw('session:renew', { token: sign(actorWith('nurse')) })).toMatchObject({
      code: 'not_permitted',
    });
    expect(await socket.raw('session:renew', { token: 'x' })).toMatchObject({ code: 'unauthenticated' });
    socket.close();
  });
});

describe('every socket request, asked too often', () => {
  it('is refused with the time to wait', async () => {
    const server = await TestServer.create({ env: { BEDSIDE_RATE_FACTOR: '0.001' } });
    const tokens = await server.tokens();
    for (const { contract, name, request } of requests) {
      const actor = actorWith(request.who === 'anyone' ? 'patient' : request.who[0]);
      const socket = await TestSocket.withToken(server.url, contract, tokens.signAccess(actor).token);
      // The busiest class is let through once.
      await socket.raw(name, request.sample);
      const answer = await socket.raw(name, request.sample);
      expect(answer, name).toMatchObject({
        ok: false,
        code: 'too_many_requests',
        retryAfterMs: expect.any(Number),
      });
      socket.close();
    }
    await server.close();
  });
});
