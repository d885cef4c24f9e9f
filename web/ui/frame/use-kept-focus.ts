import { type RefObject, useEffect } from 'react';

/**
 * When what had the focus has gone from the page because `state` is another, the first button of the part that is left takes it, or
 * the dialog around it. Nobody is taken away from where they are.
 */
export function useKeptFocus(part: RefObject<HTMLElement | null>, state: unknown): void {
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    const next =
      part.current?.querySelector<HTMLElement>('button:enabled') ??
      part.current?.closest<HTMLElement>('[role=dialog]');
    next?.focus();
  }, [part, state]);
}
