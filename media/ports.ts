import type { RpcClient } from '#contracts/define.ts';
import type { VisitsRpc } from '#contracts/rpc/visits.ts';

/** What media asks of visits: where a visit stands, when its room is made. */
export type VisitFacts = Pick<RpcClient<VisitsRpc>, 'visit:facts'>;
