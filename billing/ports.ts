import type { RpcClient } from '#contracts/define.ts';
import type { VisitsRpc } from '#contracts/rpc/visits.ts';

/** What billing asks of its sister: whose a visit is for which nothing is charged. */
export type Visits = Pick<RpcClient<VisitsRpc>, 'visit:facts'>;
