import { useEffect, useState } from 'react';
import type { Call } from '../../visit/use-call.ts';
import { lineFigures } from './line-figures.ts';
import { createLineWatch, type Line } from './line-verdict.ts';

const everyMs = 3_000;

/** How the line to the clinic is, measured while one waits: everything is connected by then. It changes calmly. */
export function useLine({ session, state }: Call): Line | undefined {
  const [line, setLine] = useState<Line>();
  const isWaiting = state?.phase === 'waiting';
  useEffect(() => {
    if (session === undefined || !isWaiting) return undefined;
    const watch = createLineWatch();
    const look = async () => {
      const report = await session.sendingStats();
      const figures = report && lineFigures(report);
      const found = figures && watch(figures);
      // The same verdict stays the same object, so nothing is drawn or told anew.
      if (found !== undefined) setLine(found);
    };
    // Without statistics of this moment the next ones tell.
    const timer = setInterval(() => look().catch(() => undefined), everyMs);
    return () => clearInterval(timer);
  }, [session, isWaiting]);
  return line;
}
