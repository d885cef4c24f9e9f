import type { UserActor } from '#contracts/actor.ts';
import type { TicketClaims } from '#contracts/visits/ticket.ts';
import type { Policy } from '#platform/access/demand.ts';

/** Who may do what in a call, before anything is opened for them. */
export const callPolicy: Policy<'call:join', TicketClaims> = {
  // A ticket is good for the person it was written for, and no one who found it.
  'call:join': (actor, ticket) =>
    actor.kind === 'user' &&
    actor.userId === ticket.userId &&
    actor.tenantId === ticket.tenantId &&
    mayEnter(actor, ticket),
};

const mayEnter = (actor: UserActor, ticket: TicketClaims) =>
  actor.role !== 'guest' || actor.visitId === ticket.visitId;

/** One participant, as far as seeing and being seen goes. */
export type Onlooker = { side: 'patient' | 'care'; isAdmitted: boolean };

/**
 * Whether the SFU lets media through from one participant to another: both must be admitted. The care side always is.
 * Nothing else in the service decides this.
 */
export const mayReceive = (viewer: Onlooker, sender: Onlooker): boolean =>
  viewer.isAdmitted && sender.isAdmitted;
