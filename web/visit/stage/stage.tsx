import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallSession } from '../../call/call-session.ts';
import type { CallState } from '../../call/call-state.ts';
import { arrange } from './arrange.ts';
import { Floating } from './floating.tsx';
import { OwnTile } from './own-tile.tsx';
import styles from './stage.module.css';
import { Tile } from './tile.tsx';
import { TileViews, TileViewsContext } from './tile-views.ts';

type Props = {
  session: CallSession;
  state: CallState;
  isMirrored: boolean;
  /** Shown where the other person will be. */
  alone: ReactNode;
};

/** Everybody's picture: the other fills the stage, one's own is small and may change places with it. */
export function Stage({ session, state, isMirrored, alone }: Props) {
  const { t } = useTranslation('visit');
  const [isSwapped, setIsSwapped] = useState(false);
  const views = useTileViews(session);
  const { main, side } = arrange(state);
  const tile = (one: (typeof main)[number], isSmall: boolean) => (
    <Tile
      key={`${one.participant.participantId} ${one.source}`}
      tile={one}
      isSmall={isSmall}
      isSpeaking={one.participant.participantId === state.speaker}
    />
  );
  const own = <OwnTile state={state} isMirrored={isMirrored} />;
  const [only] = main;
  const maySwap = main.length === 1 && side.length === 0 && only !== undefined;
  const isOwnLarge = maySwap && isSwapped;
  return (
    <TileViewsContext value={views}>
      <div className={styles['stage']} data-sharing={side.length > 0 || undefined}>
        <div className={styles['main']} data-count={isOwnLarge ? 1 : main.length}>
          {main.length === 0 ? <div className={styles['alone']}>{alone}</div> : null}
          {isOwnLarge ? own : main.map((one) => tile(one, false))}
        </div>
        {side.length === 0 ? null : (
          <div className={styles['side']}>{side.map((one) => tile(one, true))}</div>
        )}
        <Floating
          label={maySwap ? t('stage.swap') : t('stage.move')}
          onTap={() => {
            if (maySwap) setIsSwapped(!isSwapped);
          }}
        >
          {isOwnLarge ? tile(only, true) : own}
        </Floating>
      </div>
    </TileViewsContext>
  );
}

function useTileViews(session: CallSession): TileViews | undefined {
  const [views, setViews] = useState<TileViews>();
  useEffect(() => {
    const made = new TileViews((shown) => session.setViews(shown));
    setViews(made);
    return () => made.close();
  }, [session]);
  return views;
}
