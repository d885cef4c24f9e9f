import type { RpcClient } from '#contracts/define.ts';
import type { MediaRpc } from '#contracts/rpc/media.ts';
import type { VisitsRpc } from '#contracts/rpc/visits.ts';

/** What media asks of visits: where a visit stands, when its room is made. */
export type VisitFacts = Pick<RpcClient<VisitsRpc>, 'visit:facts'>;

/** What a media node asks of another one: to take a room before this one ends. */
export type SisterNode = Pick<RpcClient<MediaRpc>, 'room:take'>;
