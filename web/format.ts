const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How moments, spans and money are written, in the reader's language and zone. `now` is handed in, so that a page ticks. */
export type Format = ReturnType<typeof createFormat>;

/** `timeZone` is the reader's own unless a test says another. */
export function createFormat({ locale, timeZone }: { locale?: string; timeZone?: string } = {}) {
  const zone = timeZone === undefined ? {} : { timeZone };
  const dates = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...zone });
  const clock = dates({ timeStyle: 'short' });
  const exact = dates({ timeStyle: 'medium' });
  const weekday = dates({ weekday: 'long', day: 'numeric', month: 'long' });
  const full = dates({ dateStyle: 'full', timeStyle: 'short' });
  const dayKey = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...zone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const daysApart = (at: number, now: number) =>
    Math.round((Date.parse(dayKey.format(at)) - Date.parse(dayKey.format(now))) / day);

  const dayOf = (at: number, now: number) => {
    const apart = daysApart(at, now);
    return Math.abs(apart) <= 1 ? capital(relative.format(apart, 'day')) : weekday.format(at);
  };

  return {
    /** "14:30" */
    time: (at: number) => clock.format(at),
    /** "14:30:05" */
    exactTime: (at: number) => exact.format(at),
    /** "Today", "Tomorrow", or "Friday 27 November". */
    day: dayOf,
    /** The whole moment, for titles and screen readers. */
    absolute: (at: number) => full.format(at),
    /** "Today, 14:30" */
    dayAndTime: (at: number, now: number) => `${dayOf(at, now)}, ${clock.format(at)}`,
    /** "in 12 minutes", "2 hours ago"; further away than a day the day and the time. */
    near: (at: number, now: number) => {
      const apart = at - now;
      if (Math.abs(apart) < minute / 2) return relative.format(0, 'second');
      if (Math.abs(apart) < hour) return relative.format(Math.round(apart / minute), 'minute');
      if (Math.abs(apart) < 12 * hour) return relative.format(Math.round(apart / hour), 'hour');
      return `${dayOf(at, now)}, ${clock.format(at)}`;
    },
    /** "4 min": whole minutes that have passed. */
    minutes: (ms: number) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit: 'minute', unitDisplay: 'short' }).format(
        Math.max(0, Math.floor(ms / minute)),
      ),
    /** "12:05", or "1:02:05" from an hour on: a running clock. */
    clock: (ms: number) => {
      const seconds = Math.max(0, Math.floor(ms / 1000));
      const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
      const shown = parts[0] === 0 ? parts.slice(1) : parts;
      return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
    },
    /** "12 min 5 sec" */
    duration: (seconds: number) => durationText(seconds, locale),
    /** "11.6 sec": a span as it was measured. */
    exactDuration: (ms: number) => durationText(ms / 1000, locale, 1),
    number: (value: number) => new Intl.NumberFormat(locale).format(value),
    /** `minorUnits` of the currency, as its own number of decimals says. */
    money: ({ minorUnits, currency }: { minorUnits: number; currency: string }) => {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
      return format.format(minorUnits / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
    /** True when two moments lie on different days for the reader. */
    isOtherDay: (one: number, other: number) => dayKey.format(one) !== dayKey.format(other),
  };
}

function durationText(seconds: number, locale: string | undefined, decimals = 0): string {
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: decimals,
    }).format(value);
  const scale = 10 ** decimals;
  const whole = Math.max(0, Math.floor(seconds * scale)) / scale;
  const parts = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [Math.round((whole % 60) * scale) / scale, 'second'],
  ] as const;
  const shown = parts.filter(([value]) => value > 0);
  return (shown.length === 0 ? [parts[2]] : shown).map(([value, name]) => unit(value, name)).join(' ');
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
