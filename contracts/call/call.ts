import { z } from 'zod';
import { Role } from '../actor.ts';
import { DisplayName } from '../identity/person.ts';
import { Instant, UserId, VisitId } from '../ids.ts';
import { Side, Source } from '../visits/ticket.ts';

/** One tab of one person in one visit; chosen by the client and kept over reconnects, so that a rejoin takes its own place. */
export const ParticipantId = z.uuid().brand<'ParticipantId'>();
export type ParticipantId = z.infer<typeof ParticipantId>;

export const SourceState = z.enum(['off', 'muted', 'live']);
export type SourceState = z.infer<typeof SourceState>;

export const Participant = z.strictObject({
  participantId: ParticipantId,
  userId: UserId,
  name: DisplayName,
  role: Role,
  side: Side,
  isAdmitted: z.boolean(),
  /** `away`: neither its media nor its socket is connected; its place is kept for a while. */
  connection: z.enum(['connecting', 'connected', 'away']),
  sources: z.strictObject({ microphone: SourceState, camera: SourceState, screen: SourceState }),
  /** 0 (unusable) to 10 (perfect), the worse of sending and receiving; absent before the first measurement. */
  quality: z.int().min(0).max(10).optional(),
  joinedAt: Instant,
});
export type Participant = z.infer<typeof Participant>;

/** The room as the SFU sees it. `epoch` counts re-makings of the room, `seq` the changes within one epoch. */
export const CallSnapshot = z.strictObject({
  visitId: VisitId,
  epoch: z.int().positive(),
  seq: z.int().nonnegative(),
  participants: z.array(Participant),
});
export type CallSnapshot = z.infer<typeof CallSnapshot>;

// WebRTC parameters are checked in depth by mediasoup; the door checks that they are objects of a bounded size.
const parameters = z.record(z.string(), z.unknown());
export const RtpCapabilities = parameters;
export const RtpParameters = parameters;
export const DtlsParameters = z.strictObject({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(z.strictObject({ algorithm: z.string().max(16), value: z.string().max(200) }))
    .min(1)
    .max(8),
});
export const IceParameters = z.looseObject({ usernameFragment: z.string(), password: z.string() });

export const TransportOptions = z.strictObject({
  id: z.string(),
  iceParameters: IceParameters,
  iceCandidates: z.array(parameters),
  dtlsParameters: z.looseObject({ fingerprints: z.array(z.looseObject({})) }),
  /** Of a transport with nothing to receive yet: a data channel that carries nothing lets it finish DTLS. */
  sctpParameters: parameters.optional(),
});
export type TransportOptions = z.infer<typeof TransportOptions>;

export const ConsumerOptions = z.strictObject({
  id: z.string(),
  producerId: z.string(),
  participantId: ParticipantId,
  source: Source,
  kind: z.enum(['audio', 'video']),
  rtpParameters: RtpParameters,
  /** Paused in the SFU, because somebody is not admitted yet, muted or out of sight. */
  isPaused: z.boolean(),
});
export type ConsumerOptions = z.infer<typeof ConsumerOptions>;

/** What a client sent before its room was moved and sends again: the same, under another name. */
export const ResumedSource = z.strictObject({
  producerId: z.uuid(),
  source: Source,
  kind: z.enum(['audio', 'video']),
  isMuted: z.boolean(),
  rtpParameters: RtpParameters,
});
export type ResumedSource = z.infer<typeof ResumedSource>;

export const IceServer = z.strictObject({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});

/** All that a browser needs to be in the call after one request. */
export const CallJoined = z.strictObject({
  snapshot: CallSnapshot,
  /** Absent when the participant's transports are still there and go on being used. */
  transports: z.strictObject({ send: TransportOptions, receive: TransportOptions }).optional(),
  iceServers: z.array(IceServer),
  consumers: z.array(ConsumerOptions),
  /** What of `resumes` the SFU took: it need not be told of it again. */
  resumed: z.array(Source).optional(),
});
export type CallJoined = z.infer<typeof CallJoined>;
