import type { VisitId } from '#contracts/ids.ts';
import { mayReceive } from '../policy.ts';
import type { Peer } from '../rooms/peer.ts';
import type { TellCall } from '../rooms/room-notices.ts';
import type { SentSource } from '../sources/sent-source.ts';
import type { Feed } from './feed.ts';

type Feeding = {
  viewer: Peer;
  sender: Peer;
  sent: SentSource;
  isReady: boolean;
  place: { visitId: VisitId; epoch: number };
  tell: TellCall;
};

/** Begins one viewer's feed of a source and tells that viewer of its changes; `undefined` where it cannot be. */
export async function openFeed(feeding: Feeding): Promise<Feed | undefined> {
  const { viewer, sender, sent, isReady, place, tell } = feeding;
  const feed = await viewer.media?.openFeed({ sent, isReady, mayFlow: () => mayReceive(viewer, sender) });
  feed?.on('changed', () =>
    tell(viewer, 'consumer:changed', { ...place, consumerId: feed.id, isPaused: feed.isPaused }),
  );
  feed?.on('closed', () => tell(viewer, 'consumer:closed', { ...place, consumerId: feed.id }));
  // Somebody may have been admitted or sent back while it was made.
  await feed?.update();
  return feed;
}
