import type { VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { TicketClaims } from '#contracts/visits/ticket.ts';
import { demand } from '#platform/access/demand.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { Tokens } from '#platform/tokens/tokens.ts';
import { callPolicy } from '../policy.ts';

type Request = { ticket: string; visitId: VisitId };

/** What the caller's ticket allows. Refuses `ticket_invalid` and `not_permitted`. */
export function checkTicket(
  tokens: Pick<Tokens, 'verifyTicket'>,
  { actor }: SocketCaller,
  { ticket, visitId }: Request,
): TicketClaims {
  const claims = tokens.verifyTicket(ticket);
  if (claims.visitId !== visitId) throw new Refusal('ticket_invalid', 'This ticket is for another visit.');
  demand(callPolicy, actor, 'call:join', claims);
  return claims;
}
