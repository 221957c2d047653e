import type { Reader } from './setting.ts';

/** A number within bounds, with a point or without. */
export const decimal =
  (least: number, most: number): Reader<number> =>
  (text) => {
    const number = /^\d{1,6}(?:\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
    return number >= least && number <= most
      ? { kind: 'value', value: number }
      : { kind: 'wrong', expected: `a number from ${least} to ${most}` };
  };

/** A percentage such as `1%`, as a number from 0 to 1; the suffix `unit` is optional. */
export const shareOf =
  (unit: '%' | '%/min', most: number): Reader<number> =>
  (text) => {
    const number = text.endsWith(unit) ? text.slice(0, -unit.length) : text;
    const percent = /^\d{1,3}(?:\.\d{1,3})?$/.test(number) ? Number(number) : Number.NaN;
    return percent <= most
      ? { kind: 'value', value: percent / 100 }
      : { kind: 'wrong', expected: `a percentage from 0${unit} to ${most}${unit}, such as 1${unit}` };
  };

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const MOST_HOURS = 24;

/** A length of time such as `500ms`, `30s` or `10m`, up to a day, as milliseconds. */
export const shortTime =
  (leastMs: number): Reader<number> =>
  (text) => {
    const [, amount = '', unit = ''] = /^(\d{1,8})(ms|s|m|h)$/.exec(text) ?? [];
    const ms = Number(amount) * (UNITS_MS[unit] ?? Number.NaN);
    return ms >= leastMs && ms <= MOST_HOURS * 3_600_000
      ? { kind: 'value', value: ms }
      : { kind: 'wrong', expected: `a duration up to ${MOST_HOURS}h, such as 500ms, 30s or 10m` };
  };
