import { z } from 'zod';
import { ParticipantId } from '../call/call.ts';
import { defineEvent } from '../define.ts';
import { Instant, NodeId, UserId, VisitId } from '../ids.ts';
import { Side } from '../visits/ticket.ts';

// `connectionId` names one unbroken media connection: its two facts make one line of the attendance log.
const connection = {
  visitId: VisitId,
  connectionId: z.uuid(),
  participantId: ParticipantId,
  userId: UserId,
  side: Side,
  nodeId: NodeId,
  epoch: z.int().positive(),
};

export const ParticipantConnected = defineEvent({
  type: 'media.participant_connected',
  version: 1,
  key: 'visitId',
  summary: "A participant's media connection stands (ICE and DTLS done).",
  data: z.strictObject({ ...connection, connectedAt: Instant }),
});

/** One line of the attendance log, once it is complete. */
export const ClosedConnection = z.strictObject({
  ...connection,
  connectedAt: Instant,
  disconnectedAt: Instant,
  reason: z.enum(['left', 'lost', 'room_moved', 'node_died', 'visit_ended']),
});

export const ParticipantDisconnected = defineEvent({
  type: 'media.participant_disconnected',
  version: 1,
  key: 'visitId',
  summary: 'It no longer stands. When the node died, the moment is the last at which it was known to stand.',
  data: ClosedConnection,
});

export const NodeDrained = defineEvent({
  type: 'media.node_drained',
  version: 1,
  key: 'nodeId',
  summary: 'An administrator took a media node out of service.',
  data: z.strictObject({ nodeId: NodeId }),
});

export const NodeResumed = defineEvent({
  type: 'media.node_resumed',
  version: 1,
  key: 'nodeId',
  summary: 'An administrator took a media node into service again.',
  data: z.strictObject({ nodeId: NodeId }),
});

export const mediaEvents = [ParticipantConnected, ParticipantDisconnected, NodeDrained, NodeResumed];
