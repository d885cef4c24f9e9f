import { useEffect, useRef } from 'react';
import styles from './devices.module.css';

type Props = { track: MediaStreamTrack; label: string; isMirrored?: boolean };

/** A camera's picture, without sound. One's own is mirrored, as people know themselves. */
export function Preview({ track, label, isMirrored = true }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    element.srcObject = new MediaStream([track]);
    // Muted pictures may always play; a page in the background starts when it is seen.
    element.play().catch(() => undefined);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return (
    <video
      ref={video}
      className={styles['video']}
      data-mirrored={isMirrored || undefined}
      aria-label={label}
      autoPlay
      muted
      playsInline
    />
  );
}
