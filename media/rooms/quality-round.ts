import type { Metrics } from '#platform/metrics.ts';
import { qualityOf } from './quality.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';

type Deps = { rooms: Rooms; metrics: Metrics; everyMs?: number };

/** Measures every call's quality from time to time, so that changes are told at a calm pace. */
export class QualityRound {
  readonly #deps: Deps;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { rooms } = deps;
    const calls = deps.metrics.gauge({ name: 'bedside_media_rooms', help: 'Calls that run on this node.' });
    const peers = deps.metrics.gauge({
      name: 'bedside_media_participants',
      help: 'Participants in calls on this node.',
    });
    rooms.on('opened', (room) => {
      calls.set(rooms.all.length);
      room.on('changed', () => peers.set(rooms.all.reduce((sum, one) => sum + one.peers.size, 0)));
    });
    rooms.on('closed', () => calls.set(rooms.all.length));
  }

  start(): void {
    this.#timer = setInterval(() => {
      for (const room of this.#deps.rooms.all) measureQuality(room);
    }, this.#deps.everyMs ?? 2_000).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

function measureQuality(room: Room): void {
  for (const peer of room.peers.values()) {
    const sending = scoresOf(peer.media?.sources.values());
    const receiving = scoresOf(peer.media?.feeds.values());
    peer.quality = qualityOf({ sending, receiving, report: peer.report });
    room.show(peer);
  }
}

function scoresOf(scored: Iterable<{ score: number | undefined }> | undefined): number[] {
  return [...(scored ?? [])].map(({ score }) => score).filter((score) => score !== undefined);
}
