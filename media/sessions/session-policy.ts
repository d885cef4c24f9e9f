import type { Actor } from '#contracts/actor.ts';
import type { Policy } from '#platform/access/demand.ts';

const isAdmin = (actor: Actor) => actor.kind === 'user' && actor.role === 'admin';

/** Who may see which calls run, and take nodes out of service. */
export const sessionPolicy: Policy<'sessions:watch' | 'node:drain' | 'node:resume', undefined> = {
  'sessions:watch': isAdmin,
  'node:drain': isAdmin,
  'node:resume': isAdmin,
};
