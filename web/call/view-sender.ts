import type { ParticipantId } from '#contracts/call/call.ts';
import type { InputOf } from '#contracts/define.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { Source } from '#contracts/visits/ticket.ts';

/** How large a video is shown, in device pixels (CSS pixels times `devicePixelRatio`). */
export type TileView = {
  participantId: ParticipantId;
  source: Source;
  isVisible: boolean;
  width: number;
  height: number;
};

type Deps = {
  findConsumer: (participantId: ParticipantId, source: Source) => string | undefined;
  send: (views: InputOf<CallSocket, 'view:set'>['views']) => void;
};

const settleMs = 100;

/** Tells how large each tile is, a moment after the last change. */
export class ViewSender {
  readonly #deps: Deps;
  #views: readonly TileView[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  set(views: readonly TileView[]): void {
    this.#views = views;
    this.sendSoon();
  }

  sendSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, settleMs);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #send(): void {
    const views = this.#views.flatMap(({ participantId, source, isVisible, width, height }) => {
      const consumerId = this.#deps.findConsumer(participantId, source);
      const size = { width: Math.round(width), height: Math.round(height) };
      return consumerId === undefined ? [] : [{ consumerId, isVisible, ...size }];
    });
    if (views.length > 0) this.#deps.send(views);
  }
}
