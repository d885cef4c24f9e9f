import type { InputOf } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from '../calls/call-deps.ts';
import { demandPeer } from '../calls/demand-peer.ts';

/** Mutes a source or lets it go on; the SFU itself stops forwarding it. Refuses `source_off`. */
export function createMuteSource({ rooms }: Pick<CallDeps, 'rooms'>) {
  return async function muteSource(caller: SocketCaller, input: InputOf<CallSocket, 'source:mute'>) {
    const { room, peer } = demandPeer(rooms, caller, input);
    const sent = peer.media?.sources.get(input.source);
    if (!sent) throw new Refusal('source_off', 'This is not being sent.');
    const muting = sent.setMuted(input.isMuted);
    peer.sources[input.source] = input.isMuted ? 'muted' : 'live';
    room.show(peer);
    await Promise.all([muting, room.feeds.update()]);
    return {};
  };
}
