import { useEffect } from 'react';

/** Keeps a phone's screen on while one waits or talks: a dark screen would stop camera and sound. */
export function useScreenAwake(isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted || !('wakeLock' in navigator)) return undefined;
    let lock: WakeLockSentinel | undefined;
    let isOver = false;
    const ask = () => {
      if (document.visibilityState !== 'visible') return;
      navigator.wakeLock.request('screen').then(
        (held) => {
          if (isOver) void held.release().catch(() => undefined);
          else lock = held;
        },
        // A phone that saves power refuses; the visit goes on.
        () => undefined,
      );
    };
    ask();
    // The browser takes it back whenever the page is out of sight.
    document.addEventListener('visibilitychange', ask);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release().catch(() => undefined);
    };
  }, [isWanted]);
}
