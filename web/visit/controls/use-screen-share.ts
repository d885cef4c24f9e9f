import { useEffect, useRef, useState } from 'react';
import type { CallSession } from '../../call/call-session.ts';
import type { CallState } from '../../call/call-state.ts';

export type ScreenShare =
  | { isSharing: boolean; isFailed: boolean; toggle: () => void; dismiss: () => void }
  | undefined;

/** Sharing one's screen; `undefined` where the browser cannot, as on phones. */
export function useScreenShare(session: CallSession | undefined, state: CallState | undefined): ScreenShare {
  const stream = useRef<MediaStream>(undefined);
  const [isFailed, setIsFailed] = useState(false);
  const isSharing = state?.local.screen.state === 'live';
  // However the sharing ended, the browser is to capture no longer.
  useEffect(() => {
    if (!isSharing) return;
    return () => {
      for (const track of stream.current?.getTracks() ?? []) track.stop();
      stream.current = undefined;
    };
  }, [isSharing]);
  if (!('mediaDevices' in navigator) || !('getDisplayMedia' in navigator.mediaDevices)) return undefined;

  const stop = () => session?.closeSource('screen');
  const start = async () => {
    setIsFailed(false);
    try {
      const shared = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 15 }, audio: false });
      const [track] = shared.getVideoTracks();
      if (track === undefined) return;
      stream.current = shared;
      track.contentHint = 'detail';
      session?.openSource('screen', track);
    } catch (error) {
      setIsFailed(!isChangeOfMind(error));
    }
  };
  return {
    isSharing,
    isFailed,
    toggle: () => (isSharing ? stop() : void start()),
    dismiss: () => setIsFailed(false),
  };
}

/** Who closes the browser's question has changed their mind. When the computer itself forbids it, Chromium says so. */
const isChangeOfMind = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'NotAllowedError' && !/by system/i.test(error.message);
