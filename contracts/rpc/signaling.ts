import { z } from 'zod';
import { defineRpc } from '../define.ts';

const room = z.string().max(200);

/** What sister processes ask of a signaling node while the adapter that joins the nodes is away. */
export const SignalingRpc = defineRpc({
  service: 'signaling',
  calls: {
    'notice:relay': {
      summary: 'Tells a notice to those in some rooms whose sockets this node holds.',
      input: z.strictObject({
        namespace: z.string().max(40),
        rooms: z.array(room).max(100),
        exceptConnection: z.string().max(64).optional(),
        notice: z.string().max(80),
        data: z.unknown(),
      }),
      output: z.undefined(),
      refusals: [],
      isIdempotent: false,
      deadlineMs: 1_000,
      sample: { namespace: '/live', rooms: [], notice: 'visit:changed', data: {} },
    },
    'sockets:close': {
      summary: 'Closes the sockets of a room that this node holds.',
      input: z.strictObject({ room }),
      output: z.undefined(),
      refusals: [],
      isIdempotent: true,
      deadlineMs: 1_000,
      sample: { room: 'nowhere' },
    },
  },
});
export type SignalingRpc = typeof SignalingRpc;
