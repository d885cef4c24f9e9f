const all = [1, 2, 3, 4];

/** How strong a connection is, as a phone draws it: so many of four bars. */
export function SignalBars({ bars }: { bars: number }) {
  return (
    <svg viewBox="0 0 20 16" width={20} height={16} aria-hidden>
      {all.map((bar) => (
        <rect
          key={bar}
          x={(bar - 1) * 5}
          y={16 - bar * 4}
          width={3.5}
          height={bar * 4}
          rx={1}
          fill="currentColor"
          opacity={bar <= bars ? 1 : 0.3}
        />
      ))}
    </svg>
  );
}
