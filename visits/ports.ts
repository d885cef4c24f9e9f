import type { RpcClient } from '#contracts/define.ts';
import type { BillingRpc } from '#contracts/rpc/billing.ts';
import type { IdentityRpc } from '#contracts/rpc/identity.ts';
import type { MediaRpc } from '#contracts/rpc/media.ts';

/** Names and clinics of people, when a visit is booked or a colleague joins. */
export type IdentityPort = Pick<RpcClient<IdentityRpc>, 'people:list'>;

/** What a visit may cost, shown if it is known in time. */
export type BillingPort = Pick<RpcClient<BillingRpc>, 'price:estimate'>;

/** The call's room, told who may be seen and when it is over, then asked who was in it. */
export type MediaPort = Pick<RpcClient<MediaRpc>, 'room:admit' | 'room:close' | 'attendance:read'>;
