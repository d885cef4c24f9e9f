import { useSyncExternalStore } from 'react';
import { VisuallyHidden } from '@mantine/core';

let news = { text: '', count: 0 };
const listeners = new Set<() => void>();

/** Says something to those who listen to the page instead of looking at it. There is one region for all news. */
export function announce(text: string): void {
  news = { text, count: news.count + 1 };
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

/** The page's one live region. */
export function LiveRegion() {
  const { text, count } = useSyncExternalStore(subscribe, () => news);
  // A new element each time, so that the same words twice are said twice.
  return (
    <VisuallyHidden role="status" aria-live="polite">
      <span key={count}>{text}</span>
    </VisuallyHidden>
  );
}
