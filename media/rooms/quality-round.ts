import type { Metrics } from '#platform/metrics.ts';
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
      for (const room of this.#deps.rooms.all) room.measureQuality();
    }, this.#deps.everyMs ?? 2_000).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
