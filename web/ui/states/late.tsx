import { type ReactNode, useEffect, useState } from 'react';

const lateMs = 200;

/** Shows what it holds only when it is still needed after a moment: what loads fast does not flash. */
export function Late({ children }: { children: ReactNode }) {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), lateMs);
    return () => clearTimeout(timer);
  }, []);
  return isLate ? children : null;
}
