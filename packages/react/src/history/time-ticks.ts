const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * Labels for times on an axis, in the reader's time zone: the time of day, with seconds if the steps are that small, and
 * the date where a day begins or the steps are days.
 */
export function timeTicks(locale: string, timeZone?: string): (time: number, stepMs: number) => string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...zone });
  const minute = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const second = format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const day = format({ day: 'numeric', month: 'short' });
  return (time, stepMs) => {
    if (stepMs >= DAY_MS || minute.format(time) === '00:00') return day.format(time);
    return (stepMs < MINUTE_MS ? second : minute).format(time);
  };
}
