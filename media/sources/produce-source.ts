import type { InputOf } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from '../calls/call-deps.ts';
import { demandMedia } from '../calls/demand-peer.ts';
import { mayPublish } from './may-publish.ts';

type Input = InputOf<CallSocket, 'call:produce'>;

/** Starts what a participant sends and offers it to the others. Refuses what the ticket does not allow. */
export function createProduceSource({ rooms }: Pick<CallDeps, 'rooms'>) {
  return async function produceSource(caller: SocketCaller, input: Input): Promise<Record<string, never>> {
    const { room, peer, media } = demandMedia(rooms, caller, input);
    if (!mayPublish(peer, input)) throw new Refusal('source_not_allowed', 'You may not send this.');
    const sent = await media.produce(input);
    peer.sources[input.source] = sent.isMuted ? 'muted' : 'live';
    room.show(peer);
    await room.feeds.offer(sent);
    return {};
  };
}
