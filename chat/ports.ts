import type { RpcClient } from '#contracts/define.ts';
import type { IdentityRpc } from '#contracts/rpc/identity.ts';
import type { VisitsRpc } from '#contracts/rpc/visits.ts';

/** What chat asks of its sisters: who people are, and whose a visit is. */
export type People = Pick<RpcClient<IdentityRpc>, 'people:list'>;
export type Visits = Pick<RpcClient<VisitsRpc>, 'visit:facts'>;
