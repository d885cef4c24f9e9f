import { useEffect, useState } from 'react';

const loudAt = 0.05;
const shownMs = 3_000;

/** Whether one speaks while one's microphone is muted. Listens to a copy of the track that is sent nowhere. */
export function useMutedSpeaking(track: MediaStreamTrack | undefined, isMuted: boolean): boolean {
  const [isSpeaking, setIsSpeaking] = useState(false);
  useEffect(() => {
    if (track === undefined || !isMuted) return undefined;
    const copy = track.clone();
    copy.enabled = true;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([copy])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loud = 0;
    let last = 0;
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      loud = Math.sqrt(power) > loudAt ? loud + 1 : 0;
      // A cough is not yet speech.
      if (loud >= 4) last = performance.now();
      setIsSpeaking(last > 0 && performance.now() - last < shownMs);
    }, 100);
    return () => {
      clearInterval(timer);
      copy.stop();
      setIsSpeaking(false);
      void context.close().catch(() => undefined);
    };
  }, [track, isMuted]);
  return isSpeaking;
}
