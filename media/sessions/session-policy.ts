import type { Actor } from '#contracts/actor.ts';
import type { Policy } from '#platform/access/demand.ts';
import { type Operated, operates } from '#platform/access/operates.ts';

const isAdmin = (actor: Actor) => actor.kind === 'user' && actor.role === 'admin';

/** Who may see which calls run, and take nodes out of service. */
export const sessionPolicy: Policy<'sessions:watch' | 'node:drain' | 'node:resume', Operated> = {
  'sessions:watch': isAdmin,
  'node:drain': operates,
  'node:resume': operates,
};
