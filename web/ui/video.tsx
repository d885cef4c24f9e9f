import { useEffect, useRef } from 'react';

type Props = { track: MediaStreamTrack; label: string; className?: string | undefined; isMirrored?: boolean };

/**
 * A picture without sound (sound goes its own way), so that no browser refuses to play it. Another track takes the place of the
 * one before without a gap: its last picture stays until there is a new one.
 */
export function Video({ track, label, className, isMirrored }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    show(element, track);
    const play = () => void element.play().catch(() => undefined);
    play();
    // Some phones stop pictures while the page is away.
    document.addEventListener('visibilitychange', play);
    return () => document.removeEventListener('visibilitychange', play);
  }, [track]);
  useEffect(() => {
    const element = video.current;
    return () => {
      if (element !== null) element.srcObject = null;
    };
  }, []);
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

/** In the stream that is there, if one is: another stream would leave the element black until its first picture. */
function show(element: HTMLVideoElement, track: MediaStreamTrack): void {
  const { srcObject: shown } = element;
  if (!(shown instanceof MediaStream)) {
    element.srcObject = new MediaStream([track]);
    return;
  }
  const before = shown.getTracks();
  shown.addTrack(track);
  for (const one of before) if (one !== track) shown.removeTrack(one);
}
