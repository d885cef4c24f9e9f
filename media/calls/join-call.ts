import type { CallJoined } from '#contracts/call/call.ts';
import type { InputOf } from '#contracts/define.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from './call-deps.ts';
import { checkTicket } from './check-ticket.ts';

type Input = InputOf<CallSocket, 'call:join'>;

/** Lets a ticket's holder in and answers all that the browser needs for its media. */
export function createJoinCall({ rooms, tokens, iceServers, now, log }: CallDeps) {
  return async function joinCall(caller: SocketCaller, input: Input): Promise<CallJoined> {
    const startedAt = now();
    const ticket = checkTicket(tokens, caller, input);
    const room = await rooms.open(ticket);
    const { visitId, participantId } = input;
    const { connectionId, nodeId, region } = caller;
    const peer = room.seat({ participantId, ticket, socket: { connectionId, nodeId, region } });
    const joined = await room.join(peer, input);
    log.info({ visitId, participantId, epoch: room.epoch, joinMs: now() - startedAt }, 'participant joined');
    return { ...joined, iceServers: iceServers(participantId) };
  };
}
