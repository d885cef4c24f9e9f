import type { InputOf } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from './call-deps.ts';
import { checkTicket } from './check-ticket.ts';

/** Whether the caller may hear the visit's and its own notices. Refuses `ticket_invalid`: another's place is not heard. */
export function createMayHearCall({ rooms, tokens }: Pick<CallDeps, 'rooms' | 'tokens'>) {
  return async function mayHearCall(
    caller: SocketCaller,
    input: InputOf<CallSocket, 'call:join'>,
  ): Promise<void> {
    const ticket = checkTicket(tokens, caller, input);
    const holder = rooms.findNow(ticket)?.peers.get(input.participantId);
    if (holder && holder.ticket.userId !== ticket.userId)
      throw new Refusal('ticket_invalid', 'This place in the call belongs to somebody else.');
  };
}
