import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import styles from './stage.module.css';

type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';
type Props = { children: ReactNode; label: string; onTap: () => void };

const dragFrom = 8;

const afterKey: Record<string, (corner: Corner) => Corner> = {
  ArrowLeft: (corner) => (corner.startsWith('top') ? 'top-left' : 'bottom-left'),
  ArrowRight: (corner) => (corner.startsWith('top') ? 'top-right' : 'bottom-right'),
  ArrowUp: (corner) => (corner.endsWith('left') ? 'top-left' : 'top-right'),
  ArrowDown: (corner) => (corner.endsWith('left') ? 'bottom-left' : 'bottom-right'),
};

/** The small tile over the stage: dragged, or moved by arrows, to a corner; a tap or Enter swaps it with the large one. */
export function Floating({ children, label, onTap }: Props) {
  const [corner, setCorner] = useState<Corner>('bottom-right');
  const [moved, setMoved] = useState<{ x: number; y: number }>();
  const start = useRef<{ x: number; y: number } | undefined>(undefined);
  const wasDragged = useRef(false);

  const onPointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    start.current = { x: event.clientX, y: event.clientY };
    wasDragged.current = false;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>) => {
    if (start.current === undefined) return;
    const by = { x: event.clientX - start.current.x, y: event.clientY - start.current.y };
    if (!wasDragged.current && Math.hypot(by.x, by.y) < dragFrom) return;
    wasDragged.current = true;
    setMoved(by);
  };
  const onPointerEnd = (event: PointerEvent<HTMLButtonElement>) => {
    start.current = undefined;
    if (wasDragged.current) setCorner(nearestCorner(event.currentTarget));
    setMoved(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = afterKey[event.key];
    if (move === undefined) return;
    event.preventDefault();
    setCorner(move);
  };
  const onClick = () => {
    if (!wasDragged.current) onTap();
  };
  return (
    <div
      className={styles['floating']}
      data-corner={corner}
      data-dragged={moved !== undefined || undefined}
      style={moved === undefined ? undefined : { transform: `translate(${moved.x}px, ${moved.y}px)` }}
    >
      {children}
      <button
        type="button"
        className={styles['grip']}
        aria-label={label}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
        onKeyDown={onKeyDown}
        onClick={onClick}
      />
    </div>
  );
}

function nearestCorner(grip: HTMLElement): Corner {
  const tile = grip.getBoundingClientRect();
  const stage = grip.parentElement?.parentElement?.getBoundingClientRect() ?? tile;
  const isLeft = tile.left + tile.width / 2 < stage.left + stage.width / 2;
  const isTop = tile.top + tile.height / 2 < stage.top + stage.height / 2;
  return `${isTop ? 'top' : 'bottom'}-${isLeft ? 'left' : 'right'}`;
}
