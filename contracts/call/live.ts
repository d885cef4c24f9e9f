import { z } from 'zod';
import { Role } from '../actor.ts';
import { DisplayName } from '../identity/person.ts';
import { Instant, NodeId, UserId, VisitId } from '../ids.ts';

/** A running call as an admin may see it: who, where, how well; no content. */
export const LiveSession = z.strictObject({
  visitId: VisitId,
  nodeId: NodeId,
  /** The worker's process id on that node. */
  workerPid: z.int(),
  epoch: z.int().positive(),
  startedAt: Instant,
  participants: z.array(
    z.strictObject({
      userId: UserId,
      name: DisplayName,
      role: Role,
      isAdmitted: z.boolean(),
      isConnected: z.boolean(),
      quality: z.int().min(0).max(10).optional(),
      joinedAt: Instant,
    }),
  ),
});
export type LiveSession = z.infer<typeof LiveSession>;

/**
 * Whether the organisation of who asks operates the installation, and so takes media nodes, which serve all organisations, out
 * of service; or another one; or nobody may, because the setting BEDSIDE_OPERATOR names none.
 */
export const Operator = z.enum(['you', 'another', 'nobody']);
export type Operator = z.infer<typeof Operator>;

/** A media node and its workers, as it tells of itself. */
export const LiveNode = z.strictObject({
  nodeId: NodeId,
  region: z.string(),
  isDraining: z.boolean(),
  updatedAt: Instant,
  workers: z.array(
    z.strictObject({
      pid: z.int(),
      rooms: z.int().nonnegative(),
      consumers: z.int().nonnegative(),
      /** Share of one core over the last seconds, 0 to 1. */
      cpu: z.number().min(0),
    }),
  ),
});
export type LiveNode = z.infer<typeof LiveNode>;
