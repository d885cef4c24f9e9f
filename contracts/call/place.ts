import { z } from 'zod';
import { NodeId, type TenantId, type VisitId } from '../ids.ts';
import { LiveNode } from './live.ts';

const process = {
  nodeId: NodeId,
  /** New with each start of the process, so that a node that came back is not taken for the one that died. */
  instanceId: z.uuid(),
  /** Where sisters reach exactly this process (`http://host:port`). */
  address: z.url(),
};

/** The value of a room's lease: the media node that holds the room. */
export const RoomPlace = z.strictObject(process);
export type RoomPlace = z.infer<typeof RoomPlace>;

/** The row of a media node in the cluster. */
export const MediaNode = z.strictObject({ ...LiveNode.shape, ...process });
export type MediaNode = z.infer<typeof MediaNode>;

/** The lease that says where the room of a visit is. */
export const roomLease = (tenantId: TenantId, visitId: VisitId): string => `room:${tenantId}:${visitId}`;
