import type { ParticipantId } from '#contracts/call/call.ts';
import type { VisitId } from '#contracts/ids.ts';
import type { Peer } from '../rooms/peer.ts';
import type { TellCall } from '../rooms/room-notices.ts';
import type { SentSource } from '../sources/sent-source.ts';
import type { Feed, FeedWatcher } from './feed.ts';

type Deps = {
  peers: ReadonlyMap<ParticipantId, Peer>;
  /** Where the room stands now, for what is told of its feeds. */
  place: () => { visitId: VisitId; epoch: number };
  tell: TellCall;
};
type Feeding = { viewer: Peer; sent: SentSource; isReady: boolean };

/** Who receives what in one room. */
export class RoomFeeds implements FeedWatcher {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** What a participant could receive. */
  sentToOthersThan(peer: Peer): SentSource[] {
    const sent: SentSource[] = [];
    for (const other of this.#deps.peers.values())
      if (other !== peer && other.media) sent.push(...other.media.sources.values());
    return sent;
  }

  /** All that is sent already, for somebody who just came; the answer to the join tells of it. */
  async openAll(viewer: Peer): Promise<void> {
    const sent = this.sentToOthersThan(viewer);
    if (viewer.media) viewer.media.isAnswered = true;
    const feeds = await Promise.all(sent.map((one) => this.#open({ viewer, sent: one, isReady: true })));
    // The browser finishes DTLS only after it was told of these, so their first key frame cannot be missed.
    await Promise.all(feeds.flatMap((feed) => (feed ? [feed.setReady()] : [])));
  }

  /** Offers a new source to everybody else. */
  async offer(sent: SentSource): Promise<void> {
    const offers: Promise<void>[] = [];
    for (const viewer of this.#deps.peers.values())
      if (viewer.participantId !== sent.participantId && viewer.media?.isAnswered)
        offers.push(this.#offerTo(viewer, sent));
    await Promise.all(offers);
  }

  /** Lets every feed follow what was changed. */
  async update(): Promise<void> {
    const feeds = [...this.#deps.peers.values()].flatMap((peer) => [...(peer.media?.feeds.values() ?? [])]);
    await Promise.all(feeds.map((feed) => feed.update()));
  }

  feedChanged({ viewer, id: consumerId, isPaused }: Feed): void {
    const { tell, place } = this.#deps;
    tell(viewer, 'consumer:changed', { ...place(), consumerId, isPaused });
  }

  feedClosed(feed: Feed): void {
    const { peers, tell, place } = this.#deps;
    peers.get(feed.viewer.participantId)?.media?.forget(feed);
    tell(feed.viewer, 'consumer:closed', { ...place(), consumerId: feed.id });
  }

  async #offerTo(viewer: Peer, sent: SentSource): Promise<void> {
    const feed = await this.#open({ viewer, sent, isReady: false });
    if (!feed) return;
    const { tell, place } = this.#deps;
    tell(viewer, 'consumer:opened', { ...place(), consumer: feed.describe() });
  }

  /** `undefined` where it cannot be, and where it is already. */
  async #open({ viewer, sent, isReady }: Feeding): Promise<Feed | undefined> {
    const sender = this.#deps.peers.get(sent.participantId);
    if (!sender) return undefined;
    const feed = await viewer.media?.openFeed({ sent, viewer, sender, isReady, watcher: this });
    // Somebody may have been admitted or sent back while it was made.
    await feed?.update();
    return feed;
  }
}
