import { useEffect, useRef } from 'react';

type Props = { track: MediaStreamTrack; label: string; className?: string | undefined; isMirrored?: boolean };

/** A picture without sound (sound goes its own way), so that no browser refuses to play it. */
export function Video({ track, label, className, isMirrored }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    element.srcObject = new MediaStream([track]);
    const play = () => void element.play().catch(() => undefined);
    play();
    // Some phones stop pictures while the page is away.
    document.addEventListener('visibilitychange', play);
    return () => {
      document.removeEventListener('visibilitychange', play);
      element.srcObject = null;
    };
  }, [track]);
  return (
    <video
      ref={video}
      className={className}
      data-mirrored={isMirrored || undefined}
      aria-label={label}
      autoPlay
      muted
      playsInline
    />
  );
}
