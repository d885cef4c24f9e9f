import { MediaNode, RoomPlace, roomLease } from '#contracts/call/place.ts';
import type { TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { MediaRpc } from '#contracts/rpc/media.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';
import { rememberNodes } from '#platform/cluster/remember-nodes.ts';
import { isOutage } from '#platform/resilience/outage.ts';
import type { RpcRequest, RpcTransport } from '#platform/rpc/rpc.ts';

type Deps = {
  cluster: Pick<Cluster, 'read' | 'watch'>;
  transport: Pick<RpcTransport, 'send'>;
};
type Room = { tenantId: TenantId; visitId: VisitId };

/** What any media node can answer of a room that nobody holds. */
const answeredByAny: ReadonlySet<string> = new Set<keyof MediaRpc['calls']>(['attendance:read']);

/**
 * A service's calls about a room, sent to the media node that holds it. A room that nobody holds hears nothing: it reads
 * what it must know when it is opened. While the cluster is away every media node is asked, since only one has the room.
 */
export function createRoomCalls({ cluster, transport }: Deps): Pick<RpcTransport, 'send'> {
  const media = rememberNodes(cluster, 'media');

  function addresses(): string[] {
    return media.rows().flatMap(({ data }) => {
      const node = MediaNode.safeParse(data);
      return node.success ? [node.data.address] : [];
    });
  }

  async function toEveryNode(request: RpcRequest): Promise<unknown> {
    const nodes = addresses();
    const asked = nodes.map((address) => transport.send({ ...request, address }));
    const answers = await Promise.allSettled(asked);
    // The one that did not answer may be the one that has the room: whoever asks says it again.
    if (answers.some(({ status }) => status === 'rejected'))
      throw new Refusal('unavailable', 'Not every media node answered.');
    // Now that the one that has the room has heard it, each knows what came of it.
    return toAnyNode(request);
  }

  function toAnyNode(request: RpcRequest): Promise<unknown> {
    const [address] = addresses();
    if (address === undefined) throw new Refusal('unavailable', 'There is no media node.');
    return transport.send({ ...request, address });
  }

  return {
    async send(request) {
      const { tenantId, visitId } = request.input as Room;
      try {
        const lease = await cluster.read(roomLease(tenantId, visitId));
        if (!lease) return answeredByAny.has(request.call) ? await toAnyNode(request) : {};
        const { address } = RoomPlace.parse(JSON.parse(lease.value));
        return await transport.send({ ...request, address });
      } catch (error) {
        if (!isOutage(error)) throw error;
        return toEveryNode(request);
      }
    },
  };
}
