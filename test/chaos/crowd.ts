import { UserActor } from '#contracts/actor.ts';
import { CallJoined, ParticipantId } from '#contracts/call/call.ts';
import { routerCapabilities } from '#contracts/call/router-capabilities.ts';
import { askCall, socketCalls } from '#contracts/rpc/socket-calls.ts';
import { CallSocket } from '#contracts/sockets/call.ts';
import type { TicketClaims } from '#contracts/visits/ticket.ts';
import { newUuid } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createHttpRpc } from '#platform/rpc/http/http-rpc.ts';
import { sendParameters } from '../bench/synthetic/rtp-parameters.ts';
import type { OneProcess } from '../kit/one-process.ts';
import type { Cast, World } from '../kit/world.ts';

/** Each receives what all others send: so many fill one media worker. */
const people = 22;
const contract = socketCalls('media', CallSocket);

/**
 * Puts so many senders into the call of a visit, on one media node, that its worker is full; they send nothing. Answers at
 * which port that worker takes what is sent.
 */
export async function fillNode(
  world: World,
  { address }: OneProcess,
  { doctor, visit }: Cast,
): Promise<number> {
  const tokens = await world.together.tokens();
  const { ticket } = await doctor.api.visits.issueTicket({ params: { visitId: visit.id } });
  const claims = tokens.verifyTicket(ticket);
  const http = createHttpRpc({
    addressOf: () => address,
    signServiceToken: (audience) => tokens.signService('a-crowd', audience),
    metrics: createMetrics(),
    log: silentLog,
  });
  let port = 0;
  for (let at = 0; at < people; at++) {
    const one = somebody({ ...claims, userId: UserActor.shape.userId.parse(newUuid()) });
    const ask = (name: string, input: object) =>
      http.send({
        contract,
        call: askCall(name),
        input: {
          caller: one.caller,
          input: { visitId: visit.id, participantId: one.participantId, ...input },
        },
      });
    const joining = { ticket: tokens.signTicket(one.claims, 600), rtpCapabilities: routerCapabilities };
    const { transports } = CallJoined.parse(await ask('call:join', joining));
    const { id: transportId, iceCandidates } = transports!.send;
    port = Number(
      iceCandidates.find(({ ip, protocol }) => ip === '127.0.0.1' && protocol === 'udp')?.['port'],
    );
    const sent = { producerId: newUuid(), source: 'microphone', kind: 'audio', isMuted: false };
    await ask('call:produce', { transportId, ...sent, rtpParameters: sendParameters('audio', '0') });
  }
  await http.close();
  return port;
}

function somebody(claims: TicketClaims) {
  const { tenantId, userId, role } = claims;
  const actor = UserActor.parse({
    kind: 'user',
    tenantId,
    userId,
    role,
    sessionId: newUuid(),
    clinicIds: [],
  });
  const caller = { actor, connectionId: newUuid() };
  return { claims, caller, participantId: ParticipantId.parse(newUuid()) };
}
