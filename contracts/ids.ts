import { z } from 'zod';

// An id is a UUID (version 7, so that it sorts by time of making). The brand keeps a conversation's id out of a person's place.
const id = <Brand extends string>() => z.uuid().brand<Brand>();

export const TenantId = id<'TenantId'>();
export type TenantId = z.infer<typeof TenantId>;

/** A person: patient, guest or staff. Guests are persons without a password. */
export const UserId = id<'UserId'>();
export type UserId = z.infer<typeof UserId>;

export const SessionId = id<'SessionId'>();
export type SessionId = z.infer<typeof SessionId>;

export const ClinicId = id<'ClinicId'>();
export type ClinicId = z.infer<typeof ClinicId>;

export const VisitId = id<'VisitId'>();
export type VisitId = z.infer<typeof VisitId>;

export const InvitationId = id<'InvitationId'>();
export type InvitationId = z.infer<typeof InvitationId>;

export const ConversationId = id<'ConversationId'>();
export type ConversationId = z.infer<typeof ConversationId>;

export const MessageId = id<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

export const ChargeId = id<'ChargeId'>();
export type ChargeId = z.infer<typeof ChargeId>;

export const EventId = id<'EventId'>();
export type EventId = z.infer<typeof EventId>;

/** Chosen by the client, so that a repeated write is known as the same one. */
export const ClientKey = z.uuid();

/** A process that takes part in the cluster: letters, digits and dashes. */
export const NodeId = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/)
  .brand<'NodeId'>();
export type NodeId = z.infer<typeof NodeId>;

/** A moment: milliseconds since 1970-01-01T00:00:00Z. Names of such fields end in `At`. */
export const Instant = z.int().nonnegative();
export type Instant = z.infer<typeof Instant>;
