import { lazy } from 'react';
import { loadText } from '../text/i18n.ts';

const visit = () => Promise.all([import('./visit-page.tsx'), loadText('chat', 'visit')]);
const test = () => import('./check/device-test-page.tsx');
const messages = () => Promise.all([import('./home/messages-page.tsx'), loadText('chat')]);

export const VisitPage = lazy(async () => ({ default: (await visit())[0].VisitPage }));
export const DeviceTestPage = lazy(async () => ({ default: (await test()).DeviceTestPage }));
export const MessagesPage = lazy(async () => ({ default: (await messages())[0].MessagesPage }));

/** Fetches what comes after the start while the person reads, so that the tap on "Join visit" waits for nothing. */
export function preloadPages(): () => void {
  const timer = setTimeout(() => {
    // What could not be fetched now is fetched when it is needed.
    void Promise.allSettled([visit(), messages(), test()]);
  }, 1_000);
  return () => clearTimeout(timer);
}
