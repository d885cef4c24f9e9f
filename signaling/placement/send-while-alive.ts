import { Refusal } from '#contracts/refusal.ts';
import type { RpcRequest, RpcTransport } from '#platform/rpc/rpc.ts';
import type { MediaNodes } from './media-nodes.ts';

type Deps = { transport: Pick<RpcTransport, 'send'>; nodes: MediaNodes };

/**
 * Asks one media node, and waits for the answer no longer than the node lives: of one that is frozen or cut off that is
 * known before any deadline. Refuses `unavailable` when it is gone.
 */
export function createSendWhileAlive({ transport, nodes }: Deps) {
  return async function sendWhileAlive(request: RpcRequest & { address: string }): Promise<unknown> {
    const node = nodes.alive.find(({ address }) => address === request.address);
    const over = new AbortController();
    const lost = nodes.whenLost(node?.instanceId ?? '', over.signal).then(
      () => {
        throw new Refusal('unavailable', 'The media node is gone.');
      },
      () => undefined,
    );
    const answer = transport.send(request);
    try {
      await Promise.race([answer, lost]);
      return await answer;
    } finally {
      over.abort();
      answer.catch(() => undefined);
    }
  };
}
