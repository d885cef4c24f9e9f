/** A day and a time as the browser's own fields write them. */
export type DayAndTime = { date: string; time: string };

const quarterMs = 15 * 60_000;

/** The next quarter of an hour that leaves a few minutes to come. */
export function nextQuarter(now: number): DayAndTime {
  const at = new Date(Math.ceil((now + quarterMs / 3) / quarterMs) * quarterMs);
  return {
    date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
}

/** The moment in the reader's zone; `undefined` when the fields do not say one that is still to come. */
export function momentOf({ date, time }: DayAndTime, now: number): number | undefined {
  const at = new Date(`${date}T${time}`).getTime();
  return Number.isNaN(at) || at <= now ? undefined : at;
}

const two = (value: number) => String(value).padStart(2, '0');
