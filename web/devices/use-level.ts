import { type RefObject, useEffect, useState } from 'react';

const heardAt = 0.06;

/**
 * How loud a microphone is, written into the element's style as `--level` (0 to 1) without drawing the page anew.
 * Answers whether anything was heard yet.
 */
export function useLevel(
  track: MediaStreamTrack | undefined,
  element: RefObject<HTMLElement | null>,
): boolean {
  const [isHeard, setIsHeard] = useState(false);
  useEffect(() => {
    if (track === undefined) return undefined;
    const context = new AudioContext();
    const source = context.createMediaStreamSource(new MediaStream([track]));
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let frame = 0;
    let level = 0;
    const draw = () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // Rises at once and falls slowly, as the ear does.
      level = Math.max(Math.min(1, Math.sqrt(power) * 5), level * 0.9);
      element.current?.style.setProperty('--level', level.toFixed(3));
      if (level > heardAt) setIsHeard(true);
      frame = requestAnimationFrame(draw);
    };
    draw();
    // After a reload a browser lets no sound graph run before the first touch.
    const resume = () => void context.resume().catch(() => undefined);
    document.addEventListener('pointerdown', resume);
    return () => {
      document.removeEventListener('pointerdown', resume);
      cancelAnimationFrame(frame);
      source.disconnect();
      void context.close().catch(() => undefined);
      setIsHeard(false);
    };
  }, [track, element]);
  return isHeard;
}
