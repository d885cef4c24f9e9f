import { type RefObject, createContext, useContext, useEffect } from 'react';
import type { ParticipantId } from '#contracts/call/call.ts';
import type { TileView } from '../../call/view-sender.ts';

type Shown = Pick<TileView, 'isVisible' | 'width' | 'height'>;
type Whose = Pick<TileView, 'participantId' | 'source'>;

/** Watches how large each tile is shown and whether it is in sight, and tells all of them together. */
export class TileViews {
  readonly #tell: (views: readonly TileView[]) => void;
  readonly #tiles = new Map<Element, { whose: Whose; shown: Shown }>();
  readonly #sizes = new ResizeObserver((entries) => entries.forEach((entry) => this.#resized(entry)));
  readonly #sights = new IntersectionObserver((entries) => entries.forEach((entry) => this.#seen(entry)));

  constructor(tell: (views: readonly TileView[]) => void) {
    this.#tell = tell;
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  add(element: Element, whose: Whose): () => void {
    this.#tiles.set(element, { whose, shown: { isVisible: true, width: 0, height: 0 } });
    this.#sizes.observe(element);
    this.#sights.observe(element);
    return () => {
      this.#sizes.unobserve(element);
      this.#sights.unobserve(element);
      this.#tiles.delete(element);
      this.#tellAll();
    };
  }

  close(): void {
    this.#sizes.disconnect();
    this.#sights.disconnect();
    document.removeEventListener('visibilitychange', this.#onVisibility);
  }

  #resized({ target, contentRect }: ResizeObserverEntry): void {
    const pixels = window.devicePixelRatio;
    this.#change(target, { width: contentRect.width * pixels, height: contentRect.height * pixels });
  }

  #seen({ target, isIntersecting }: IntersectionObserverEntry): void {
    this.#change(target, { isVisible: isIntersecting });
  }

  #change(element: Element, part: Partial<Shown>): void {
    const tile = this.#tiles.get(element);
    if (tile === undefined) return;
    tile.shown = { ...tile.shown, ...part };
    this.#tellAll();
  }

  readonly #onVisibility = () => this.#tellAll();

  #tellAll(): void {
    // A page in the background shows nothing, whatever its tiles say.
    const isPageSeen = document.visibilityState === 'visible';
    this.#tell(
      [...this.#tiles.values()].map(({ whose, shown }) => ({
        ...whose,
        ...shown,
        isVisible: isPageSeen && shown.isVisible,
      })),
    );
  }
}

export const TileViewsContext = createContext<TileViews | undefined>(undefined);

/** Reports a tile's size for as long as it is there, so that no more is received than is seen. */
export function useTileView(
  element: RefObject<Element | null>,
  participantId: ParticipantId,
  source: TileView['source'],
): void {
  const views = useContext(TileViewsContext);
  useEffect(() => {
    if (element.current === null || views === undefined) return undefined;
    return views.add(element.current, { participantId, source });
  }, [views, element, participantId, source]);
}
