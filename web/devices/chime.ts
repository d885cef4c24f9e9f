const notes = { check: [523.25, 659.25, 783.99], admitted: [659.25, 880], knock: [587.33] } as const;

/** Plays a few soft tones, on the chosen speaker where the browser can. Rejects when the browser allows no sound yet. */
export async function playChime(name: keyof typeof notes, speaker?: string): Promise<void> {
  const context = new AudioContext();
  await toSpeaker(context, speaker);
  if (context.state === 'suspended') await context.resume();
  const step = 0.18;
  for (const [at, frequency] of notes[name].entries()) {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    const start = context.currentTime + at * step;
    tone.frequency.value = frequency;
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(0.25, start + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
    tone.connect(loudness).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.55);
  }
  const lengthMs = (notes[name].length * step + 0.6) * 1000;
  setTimeout(() => void context.close().catch(() => undefined), lengthMs);
}

async function toSpeaker(context: AudioContext, speaker: string | undefined): Promise<void> {
  if (speaker === undefined || !('setSinkId' in context)) return;
  const choose: unknown = context.setSinkId;
  // A speaker that is gone: the system's own is used.
  if (typeof choose === 'function')
    await Promise.resolve(choose.call(context, speaker)).catch(() => undefined);
}
