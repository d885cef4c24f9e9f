import { z } from 'zod';
import {
  DtlsParameters,
  IceParameters,
  RtpCapabilities,
  RtpParameters,
  TransportOptions,
} from '../call/call.ts';
import { defineRpc } from '../define.ts';
import { NodeId, TenantId, VisitId } from '../ids.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

/** One router that a media node lends to the room of another one; named by the borrower. */
export const LoanId = z.uuid().brand<'LoanId'>();
export type LoanId = z.infer<typeof LoanId>;

/** One end of the pipe between the two: where it is reached, and the key of what it sends (SRTP). */
export const PipeEnd = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535),
  srtpParameters: z.strictObject({
    cryptoSuite: z.enum([
      'AEAD_AES_256_GCM',
      'AEAD_AES_128_GCM',
      'AES_CM_128_HMAC_SHA1_80',
      'AES_CM_128_HMAC_SHA1_32',
    ]),
    keyBase64: z.base64().max(200),
  }),
});
export type PipeEnd = z.infer<typeof PipeEnd>;

const transportId = z.string().max(64);
const consumerId = z.string().max(64);
const producerId = z.uuid();
const isPaused = z.boolean();

/** What the borrower wants done with what it was lent. What is closed already is closed once more for nothing. */
export const LoanOrder = z.discriminatedUnion('order', [
  z.strictObject({
    order: z.literal('transport:open'),
    hasData: z.boolean(),
    rtpCapabilities: RtpCapabilities,
  }),
  z.strictObject({ order: z.literal('transport:connect'), transportId, dtlsParameters: DtlsParameters }),
  z.strictObject({ order: z.literal('transport:restart'), transportId }),
  z.strictObject({ order: z.literal('transport:close'), transportId }),
  z.strictObject({
    order: z.literal('source:open'),
    producerId,
    kind: z.enum(['audio', 'video']),
    rtpParameters: RtpParameters,
    isPaused,
  }),
  z.strictObject({ order: z.literal('source:pause'), producerId, isPaused }),
  z.strictObject({ order: z.literal('source:close'), producerId }),
  z.strictObject({ order: z.literal('consumer:open'), transportId, producerId, isPaused }),
  z.strictObject({ order: z.literal('consumer:pause'), consumerId, isPaused }),
  z.strictObject({ order: z.literal('consumer:prefer'), consumerId, spatialLayer: z.int().min(0).max(7) }),
  z.strictObject({ order: z.literal('consumer:close'), consumerId }),
]);
export type LoanOrder = z.infer<typeof LoanOrder>;
export type LoanOrderName = LoanOrder['order'];

const nothing = z.strictObject({});

/** What comes of each order. */
export const loanOutcomes = {
  'transport:open': TransportOptions,
  'transport:connect': nothing,
  'transport:restart': IceParameters,
  'transport:close': nothing,
  'source:open': nothing,
  'source:pause': nothing,
  'source:close': nothing,
  'consumer:open': z.strictObject({
    id: consumerId,
    type: z.enum(['simple', 'simulcast', 'svc', 'pipe']),
    rtpParameters: RtpParameters,
  }),
  'consumer:pause': nothing,
  'consumer:prefer': nothing,
  'consumer:close': nothing,
} satisfies Record<LoanOrderName, z.ZodType>;
export type LoanOutcome<N extends LoanOrderName> = z.infer<(typeof loanOutcomes)[N]>;

/** How a lent connection stands, and what is told of a lent consumer. */
export const LentTransport = z.strictObject({
  id: transportId,
  iceState: z.enum(['new', 'connected', 'completed', 'disconnected', 'closed']),
  dtlsState: z.enum(['new', 'connecting', 'connected', 'failed', 'closed']),
});
export type LentTransport = z.infer<typeof LentTransport>;
export const LentConsumer = z.strictObject({
  id: consumerId,
  score: z.int().min(0).max(10),
  /** Whether any layer is forwarded. */
  hasLayers: z.boolean(),
});
export type LentConsumer = z.infer<typeof LentConsumer>;

/** Orders that go in one call. */
export const mostOrders = 200;
/** The loan is over: whoever received there joins again. */
export const loanGone = 'loan_gone';

/**
 * What a media node lends to a large room of another one: a router with connections for viewers. The node that has the
 * room asks and decides everything; the lender only does it, and says how what it lent stands.
 */
export const LendingRpc = defineRpc({
  service: 'media',
  calls: {
    'loan:open': {
      summary: 'Lends a router and connects a pipe with the room. A repeat answers as the first did.',
      input: z.strictObject({
        loanId: LoanId,
        tenantId: TenantId,
        visitId: VisitId,
        /** Who borrows: the loan ends with that process. */
        owner: z.strictObject({ nodeId: NodeId, instanceId: z.uuid() }),
        pipe: PipeEnd,
      }),
      output: z.strictObject({ pipe: PipeEnd, workerPid: z.int() }),
      refusals: [],
      isIdempotent: true,
      deadlineMs: 2_000,
      sample: {
        loanId: id,
        tenantId: id,
        visitId: id,
        owner: { nodeId: 'media-1', instanceId: id },
        pipe: {
          host: '127.0.0.1',
          port: 30_000,
          srtpParameters: { cryptoSuite: 'AEAD_AES_256_GCM', keyBase64: 'c2VjcmV0' },
        },
      },
    },
    'loan:order': {
      summary:
        'Does all of this, each once: calls are counted from 1, and the last one repeated is answered as before.',
      input: z.strictObject({
        loanId: LoanId,
        count: z.int().positive(),
        orders: z.array(LoanOrder).min(1).max(mostOrders),
      }),
      output: z.strictObject({
        /** One for each order; `undefined` where it could not be done, because what it names is gone. */
        outcomes: z.array(z.strictObject({ done: z.unknown().optional() })),
      }),
      refusals: [loanGone],
      isIdempotent: true,
      deadlineMs: 2_000,
      sample: { loanId: id, count: 1, orders: [{ order: 'source:close', producerId: id }] },
    },
    'loan:watch': {
      summary:
        'What has changed of the loan since that version, once anything has, or nothing after a moment. A lender that is not asked for some seconds ends the loan.',
      input: z.strictObject({ loanId: LoanId, since: z.int().nonnegative() }),
      output: z.strictObject({
        version: z.int().nonnegative(),
        /** The lender goes out of service: those who receive there are to be brought elsewhere. */
        isLeaving: z.boolean(),
        transports: z.array(LentTransport),
        consumers: z.array(LentConsumer),
      }),
      refusals: [loanGone],
      isIdempotent: true,
      deadlineMs: 1_500,
      sample: { loanId: id, since: 0 },
    },
    'loan:close': {
      summary: 'Ends the loan, and with it whatever was made there.',
      input: z.strictObject({ loanId: LoanId }),
      output: z.strictObject({}),
      refusals: [],
      isIdempotent: true,
      deadlineMs: 1_000,
      sample: { loanId: id },
    },
  },
});
export type LendingRpc = typeof LendingRpc;
