/** Sets a timer and returns its end; handed in so that tests can move time. */
export type Timers = (run: () => void, afterMs: number) => () => void;

/** Timers that do not keep the process alive. */
export const systemTimers: Timers = (run, afterMs) => {
  const timer = setTimeout(run, afterMs).unref();
  return () => clearTimeout(timer);
};
