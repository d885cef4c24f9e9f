import { useEffect, useId, useSyncExternalStore } from 'react';

let layers: readonly string[] = [];
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

function change(next: readonly string[]): void {
  layers = next;
  for (const listener of listeners) listener();
}

/** Whether this is the uppermost of what lies over the page. Escape closes only that one. */
export function useIsUppermost(isOpen: boolean): boolean {
  const id = useId();
  useEffect(() => {
    if (!isOpen) return undefined;
    change([...layers, id]);
    return () => change(layers.filter((layer) => layer !== id));
  }, [isOpen, id]);
  return useSyncExternalStore(subscribe, () => layers.at(-1) === id);
}
