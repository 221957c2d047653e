const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const HOUR_CYCLE = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** A time with seconds in the reader's time zone, as the axis has it; with the date if `hasDate`. */
export function pointTime(locale: string, hasDate: boolean): (time: number) => string {
  const date = hasDate ? ({ day: 'numeric', month: 'short' } as const) : {};
  const format = new Intl.DateTimeFormat(locale, { ...date, ...HOUR_CYCLE, second: '2-digit' });
  return (time) => format.format(time);
}

/**
 * Labels for times on an axis, in the reader's time zone: the time of day, with seconds if the steps are that small, and
 * the date where a day begins or the steps are days.
 */
export function timeTicks(locale: string, timeZone?: string): (time: number, stepMs: number) => string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...zone });
  const minute = format(HOUR_CYCLE);
  const second = format({ ...HOUR_CYCLE, second: '2-digit' });
  const day = format({ day: 'numeric', month: 'short' });
  return (time, stepMs) => {
    if (stepMs >= DAY_MS || minute.format(time) === '00:00') return day.format(time);
    return (stepMs < MINUTE_MS ? second : minute).format(time);
  };
}
