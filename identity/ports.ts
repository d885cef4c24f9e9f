import type { RpcClient } from '#contracts/define.ts';
import type { VisitsRpc } from '#contracts/rpc/visits.ts';

/** What identity needs of visits: whose visit an invitation is for, and whether it is still open. */
export type VisitsPort = Pick<RpcClient<VisitsRpc>, 'visit:facts'>;

/** So many bytes that nobody can guess. */
export type RandomBytes = (size: number) => Uint8Array;
