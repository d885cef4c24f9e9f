import { useCallback, useEffect, useRef, useState } from 'react';
import { type Parts, holdParts } from './hold-parts.ts';

const restMs = 1_500;

/** Holds the rows in their places while the pointer moves over them. Spread `hand` on what holds the rows. */
export function useHeldParts<Name extends string>(wanted: Parts<Name>) {
  const [held, setHeld] = useState<Parts<Name>>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(wanted);
  useEffect(() => {
    latest.current = wanted;
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  const onPointerLeave = useCallback(() => {
    clearTimeout(timer.current);
    setHeld(undefined);
  }, []);
  const onPointerMove = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(onPointerLeave, restMs);
    setHeld((before) => before ?? latest.current);
  }, [onPointerLeave]);
  return {
    parts: held === undefined ? wanted : holdParts(held, wanted),
    hand: { onPointerMove, onPointerLeave },
  };
}
