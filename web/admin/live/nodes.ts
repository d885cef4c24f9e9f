import type { LiveNode } from '#contracts/call/live.ts';

/** A node tells of itself every two seconds; silent for longer, something is wrong with it. */
export const silentMs = 15_000;
/** A node that was started again tells nothing before it is asked. */
const askAgainMs = 6_000;

export const isSilent = ({ updatedAt }: LiveNode, now: number): boolean => now - updatedAt > silentMs;

export const mayBeBack = ({ updatedAt }: LiveNode, now: number): boolean => now - updatedAt > askAgainMs;

export const visitsOn = ({ workers }: LiveNode): number =>
  workers.reduce((total, { rooms }) => total + rooms, 0);

/** Whether another node could take the visits of this one. The node itself looks again. */
export const mayDrain = ({ nodeId }: LiveNode, nodes: readonly LiveNode[], now: number): boolean =>
  nodes.some(
    (other) =>
      other.nodeId !== nodeId && !other.isDraining && other.workers.length > 0 && !isSilent(other, now),
  );
