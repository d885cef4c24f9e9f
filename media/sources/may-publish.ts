import type { Source } from '#contracts/visits/ticket.ts';
import type { Peer } from '../rooms/peer.ts';

const kindOf: Record<Source, 'audio' | 'video'> = { microphone: 'audio', camera: 'video', screen: 'video' };

/** Whether the ticket allows it. */
export function mayPublish(
  { ticket }: Peer,
  { source, kind }: { source: Source; kind: 'audio' | 'video' },
): boolean {
  return ticket.mayPublish.includes(source) && kindOf[source] === kind;
}
