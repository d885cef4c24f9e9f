import type { RpcClient } from '#contracts/define.ts';
import type { LendingRpc } from '#contracts/rpc/lending.ts';
import type { MediaRpc } from '#contracts/rpc/media.ts';
import type { VisitsRpc } from '#contracts/rpc/visits.ts';

/** What media asks of visits: where a visit stands, when its room is made. */
export type VisitFacts = Pick<RpcClient<VisitsRpc>, 'visit:facts'>;

/** What a media node asks of another one: to take a room before this one ends, and to lend to a large one. */
export type SisterNode = Pick<RpcClient<MediaRpc>, 'room:take'> & RpcClient<LendingRpc>;
