import { z } from 'zod';
import { LiveNode, LiveSession, Operator } from '../call/live.ts';
import { defineSocket } from '../define.ts';
import { NodeId, TenantId, VisitId } from '../ids.ts';

const node = z.strictObject({ nodeId: NodeId });

/** What admins watch and steer: the calls that run and the nodes that carry them. Shares the namespace `/live`. */
export const SessionsSocket = defineSocket({
  namespace: '/live',
  requests: {
    'sessions:watch': {
      who: ['admin'],
      rate: 'normal',
      summary:
        'The calls that run now, the media nodes and who may take them out of service, and from now on the changes of calls and nodes. No content of any call.',
      input: z.strictObject({}),
      output: z.strictObject({
        sessions: z.array(LiveSession),
        nodes: z.array(LiveNode),
        operator: Operator,
        /** The organisation of who asks, as BEDSIDE_OPERATOR would name it. */
        tenantId: TenantId.optional(),
      }),
      refusals: [],
      joins: () => [{ kind: 'sessions', id: 'all' }],
      sample: {},
    },
    'node:drain': {
      who: ['admin'],
      rate: 'rare',
      summary:
        'Takes a media node out of service: its visits go over to other nodes without a break, and it takes no new ones. Answers once that has begun. A repeat changes nothing; a node that is started again is in service. For administrators of the organisation that operates the installation (BEDSIDE_OPERATOR), as it serves all organisations.',
      input: node,
      output: z.strictObject({}),
      refusals: ['not_found', 'no_other_node'],
      sample: { nodeId: 'media-1' },
    },
    'node:resume': {
      who: ['admin'],
      rate: 'rare',
      summary:
        'Takes a media node that was drained into service again. One that serves stays as it is; one that ends refuses. For whoever may drain it.',
      input: node,
      output: z.strictObject({}),
      refusals: ['not_found', 'node_ending'],
      sample: { nodeId: 'media-1' },
    },
  },
  notices: {
    'session:changed': { summary: 'A call began, or its figures are new.', data: LiveSession },
    'session:ended': { summary: 'A call is over.', data: z.strictObject({ visitId: VisitId }) },
    'node:changed': { summary: 'A media node tells its load, and whether it drains.', data: LiveNode },
  },
});
export type SessionsSocket = typeof SessionsSocket;
