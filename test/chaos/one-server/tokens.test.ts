import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallSocket } from '#contracts/sockets/call.ts';
import { renewRequest } from '#contracts/sockets/session.ts';
import { TestSocket } from '../../kit/client.ts';
import { until } from '../../kit/until.ts';
import { World } from '../../kit/world.ts';

describe('a token that ends in the middle of a call', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.close());

  it('takes nothing of the call away, and the next one opens the requests again', async () => {
    const { patient, doctor, visit } = await world.visit();
    const peers = await Promise.all([world.join(patient, visit), world.join(doctor, visit)]);
    await (await doctor.live()).request('visit:admit', { visitId: visit.id });
    await until(() => peers.every(({ received }) => received > 10));

    const { token, endsAt } = await world.server.tokenEndingSoon(patient.token);
    const socket = await TestSocket.withToken(patient.site, CallSocket, token);
    await until(() => Date.now() > endsAt, { withinMs: 10_000 });
    const [inCall] = peers;
    const leave = { visitId: visit.id, participantId: inCall.participantId };
    expect(await socket.raw('call:leave', leave)).toMatchObject({ ok: false, code: 'token_expired' });
    expect(socket.isConnected).toBe(true);
    const before = peers.map(({ received }) => received);
    await until(() => peers.every(({ received }, at) => received > (before[at] ?? 0) + 25));

    expect(await socket.raw(renewRequest, { token })).toMatchObject({ code: 'token_expired' });
    expect(await socket.raw(renewRequest, { token: doctor.token })).toMatchObject({ code: 'not_permitted' });
    expect(await socket.raw(renewRequest, { token: await patient.refresh() })).toMatchObject({ ok: true });
    expect(await socket.raw('call:leave', leave)).toMatchObject({ ok: true });
    socket.close();
  });
});
