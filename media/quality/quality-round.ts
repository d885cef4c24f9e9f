import type { Metrics } from '#platform/metrics.ts';
import { qualityOf } from './quality.ts';
import type { Room } from '../rooms/room.ts';
import type { Rooms } from '../rooms/rooms.ts';

type Gauge = ReturnType<Metrics['gauge']>;
type Deps = { rooms: Rooms; metrics: Metrics; everyMs?: number };

/** Measures every call's quality from time to time, so that changes are told at a calm pace. */
export class QualityRound {
  readonly #deps: Deps;
  readonly #calls: Gauge;
  readonly #participants: Gauge;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#calls = deps.metrics.gauge({ name: 'bedside_media_rooms', help: 'Calls that run on this node.' });
    this.#participants = deps.metrics.gauge({
      name: 'bedside_media_participants',
      help: 'Participants in calls on this node.',
    });
  }

  start(): void {
    this.#timer = setInterval(() => this.#measure(), this.#deps.everyMs ?? 2_000).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #measure(): void {
    const rooms = this.#deps.rooms.all;
    for (const room of rooms) measureQuality(room);
    this.#calls.set(rooms.length);
    this.#participants.set(rooms.reduce((sum, { peers }) => sum + peers.size, 0));
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
