import { z } from 'zod';
import { LiveNode, LiveSession } from '../call/live.ts';
import { defineSocket } from '../define.ts';
import { VisitId } from '../ids.ts';

/** What admins watch: the calls that run and the nodes that carry them. Shares the namespace `/live`. */
export const SessionsSocket = defineSocket({
  namespace: '/live',
  requests: {
    'sessions:watch': {
      who: ['admin'],
      rate: 'normal',
      summary:
        'The calls that run now, the media nodes, and from now on their changes. No content of any call.',
      input: z.strictObject({}),
      output: z.strictObject({ sessions: z.array(LiveSession), nodes: z.array(LiveNode) }),
      refusals: [],
      joins: () => [{ kind: 'sessions', id: 'all' }],
      sample: {},
    },
  },
  notices: {
    'session:changed': { summary: 'A call began, or its figures are new.', data: LiveSession },
    'session:ended': { summary: 'A call is over.', data: z.strictObject({ visitId: VisitId }) },
    'node:changed': { summary: 'A media node tells its load.', data: LiveNode },
  },
});
export type SessionsSocket = typeof SessionsSocket;
