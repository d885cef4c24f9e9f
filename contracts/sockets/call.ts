import { z } from 'zod';
import {
  CallJoined,
  ConsumerOptions,
  DtlsParameters,
  IceParameters,
  Participant,
  ParticipantId,
  ResumedSource,
  RtpCapabilities,
  RtpParameters,
} from '../call/call.ts';
import { defineSocket } from '../define.ts';
import { VisitId } from '../ids.ts';
import { Source } from '../visits/ticket.ts';

const inCall = { visitId: VisitId, participantId: ParticipantId };
const sequenced = { visitId: VisitId, epoch: z.int().positive(), seq: z.int().positive() };
const nothing = z.strictObject({});
const everybody = ['patient', 'guest', 'doctor', 'nurse'] as const;

const visitId = '01890a5d-ac96-774b-bcce-b302099a8057';
const participantId = '01890a5d-ac96-774b-bcce-b302099a8058';
const ids = { visitId, participantId };

/** The call itself: joining, media negotiation, and what happens to those in it. */
export const CallSocket = defineSocket({
  namespace: '/call',
  requests: {
    'call:join': {
      who: everybody,
      rate: 'normal',
      summary:
        'Enters the visit, or takes the place again after a lost socket. Answers all that media needs.',
      input: z.strictObject({
        ...inCall,
        ticket: z.string().max(4_096),
        rtpCapabilities: RtpCapabilities,
        /** The epoch whose transports the client still holds, if it does. */
        heldEpoch: z.int().positive().optional(),
        /** Long before one's turn: the place is taken and kept, without media until a join without this. */
        isResting: z.boolean().optional(),
        /** After a move: what it is about to send again, so that it can be offered at once, and whom it had before. */
        resumes: z
          .strictObject({
            sources: z.array(ResumedSource).max(3),
            others: z.int().nonnegative().max(200),
          })
          .optional(),
      }),
      output: CallJoined,
      refusals: ['ticket_invalid', 'visit_closed', 'no_media_node'],
      joins: (input: { visitId: string; participantId: string }) => [
        { kind: 'visit', id: input.visitId },
        { kind: 'participant', id: input.participantId },
      ],
      sample: { ...ids, ticket: 'ticket', rtpCapabilities: { codecs: [], headerExtensions: [] } },
    },
    'call:connect': {
      who: everybody,
      rate: 'busy',
      summary: "Hands in the browser's DTLS parameters of one transport.",
      input: z.strictObject({ ...inCall, transportId: z.string().max(64), dtlsParameters: DtlsParameters }),
      output: nothing,
      refusals: ['not_in_call', 'transport_gone'],
      sample: {
        ...ids,
        transportId: 'transport',
        dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: '00:11' }] },
      },
    },
    'call:produce': {
      who: everybody,
      rate: 'busy',
      summary:
        'Starts sending a source. The client names the producer, so that it need not wait for the answer.',
      input: z.strictObject({
        ...inCall,
        transportId: z.string().max(64),
        producerId: z.uuid(),
        source: Source,
        kind: z.enum(['audio', 'video']),
        isMuted: z.boolean(),
        rtpParameters: RtpParameters,
      }),
      output: nothing,
      refusals: ['not_in_call', 'transport_gone', 'source_not_allowed', 'parameters_refused'],
      sample: {
        ...ids,
        transportId: 'transport',
        producerId: '01890a5d-ac96-774b-bcce-b302099a8059',
        source: 'camera',
        kind: 'video',
        isMuted: false,
        rtpParameters: { codecs: [], encodings: [] },
      },
    },
    'call:ready': {
      who: everybody,
      rate: 'busy',
      summary:
        'Says that the browser can decode these consumers now; the SFU asks their senders for a key frame.',
      input: z.strictObject({ ...inCall, consumerIds: z.array(z.string().max(64)).max(200) }),
      output: nothing,
      refusals: ['not_in_call'],
      sample: { ...ids, consumerIds: ['consumer'] },
    },
    'source:mute': {
      who: everybody,
      rate: 'busy',
      summary: 'Stops what a source sends without giving it up, or goes on.',
      input: z.strictObject({ ...inCall, source: Source, isMuted: z.boolean() }),
      output: nothing,
      refusals: ['not_in_call', 'source_off'],
      sample: { ...ids, source: 'microphone', isMuted: true },
    },
    'source:close': {
      who: everybody,
      rate: 'busy',
      summary: 'Gives a source up, as at the end of a shared screen.',
      input: z.strictObject({ ...inCall, source: Source }),
      output: nothing,
      refusals: ['not_in_call'],
      sample: { ...ids, source: 'screen' },
    },
    'view:set': {
      who: everybody,
      rate: 'busy',
      summary: 'Tells how large each video is shown, in device pixels; what is out of sight is paused.',
      input: z.strictObject({
        ...inCall,
        views: z
          .array(
            z.strictObject({
              consumerId: z.string().max(64),
              isVisible: z.boolean(),
              width: z.int().nonnegative().max(16_384),
              height: z.int().nonnegative().max(16_384),
            }),
          )
          .max(200),
      }),
      output: nothing,
      refusals: ['not_in_call'],
      sample: { ...ids, views: [{ consumerId: 'consumer', isVisible: true, width: 640, height: 360 }] },
    },
    'ice:restart': {
      who: everybody,
      rate: 'normal',
      summary: 'Gives new ICE parameters for a transport after the network changed (RFC 8445, 9.1.1.1).',
      input: z.strictObject({ ...inCall, transportId: z.string().max(64) }),
      output: z.strictObject({ iceParameters: IceParameters }),
      refusals: ['not_in_call', 'transport_gone'],
      sample: { ...ids, transportId: 'transport' },
    },
    'quality:report': {
      who: everybody,
      rate: 'normal',
      summary: "The browser's own measurements of the last seconds.",
      input: z.strictObject({
        ...inCall,
        roundTripMs: z.number().nonnegative().max(60_000).optional(),
        lossRatio: z.number().min(0).max(1).optional(),
        jitterMs: z.number().nonnegative().max(60_000).optional(),
        sentBitsPerSecond: z.number().nonnegative().optional(),
        framesPerSecond: z.number().nonnegative().max(240).optional(),
      }),
      output: nothing,
      refusals: ['not_in_call'],
      sample: { ...ids, roundTripMs: 40, lossRatio: 0.01 },
    },
    'call:leave': {
      who: everybody,
      rate: 'normal',
      summary: 'Leaves the call; the visit goes on and can be entered again.',
      input: z.strictObject(inCall),
      output: nothing,
      refusals: ['not_in_call'],
      leaves: (input: { visitId: string; participantId: string }) => [
        { kind: 'visit', id: input.visitId },
        { kind: 'participant', id: input.participantId },
      ],
      sample: ids,
    },
  },
  notices: {
    'participant:joined': {
      summary: 'Somebody entered the call or its waiting room.',
      data: z.strictObject({ ...sequenced, participant: Participant }),
    },
    'participant:changed': {
      summary: 'Somebody was admitted, sent back, muted, lost or found again.',
      data: z.strictObject({ ...sequenced, participant: Participant }),
    },
    'participant:left': {
      summary: 'Somebody is gone from the call.',
      data: z.strictObject({ ...sequenced, participantId: ParticipantId }),
    },
    'consumer:opened': {
      summary: 'There is something new to receive. To the one participant who receives it.',
      data: z.strictObject({ visitId: VisitId, epoch: z.int(), consumer: ConsumerOptions }),
    },
    'consumer:changed': {
      summary: 'The SFU paused or resumed what is received.',
      data: z.strictObject({
        visitId: VisitId,
        epoch: z.int(),
        consumerId: z.string(),
        isPaused: z.boolean(),
      }),
    },
    'consumer:closed': {
      summary: 'What was received is no longer sent.',
      data: z.strictObject({ visitId: VisitId, epoch: z.int(), consumerId: z.string() }),
    },
    'call:moved': {
      summary: 'The room was made again elsewhere: join again at once with the same tracks.',
      data: z.strictObject({
        visitId: VisitId,
        epoch: z.int().positive(),
        /** What is connected goes on for some seconds: let go of it only once the new connections carry. */
        isHandedOver: z.boolean().optional(),
        /** The room stays where it is; only what this one participant receives over is gone, or soon will be. */
        isYoursAlone: z.boolean().optional(),
      }),
    },
    'call:ended': {
      summary: 'The visit is over, or this participant took its place from another window.',
      data: z.strictObject({
        visitId: VisitId,
        reason: z.enum(['visit_ended', 'joined_elsewhere', 'removed']),
      }),
    },
  },
});
export type CallSocket = typeof CallSocket;
