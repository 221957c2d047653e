/** Formats figures for a reader: digits, grouping and units of the locale. No decimals from 10 on, so that nothing jumps. */
export interface Formats {
  /** A number: `0`, `0.4`, `9.5`, `12`, `41,280`. Only zero is shown as zero: `<0.1`. */
  readonly number: (value: number) => string;
  /** A whole number with grouped digits. */
  readonly count: (value: number) => string;
  /** A share, 0 to 100: `0 %`, `9.5 %`, `71 %`. */
  readonly percent: (pct: number) => string;
  /** Memory given in MiB: `512 MiB`, `7.9 GiB`, `3.1 TiB`. */
  readonly memory: (mib: number) => string;
  /** Used of total, given in MiB, in the unit of the total: `7.9 / 24 GiB`. */
  readonly memoryOf: (used: number, total: number) => string;
  /** A rate given in MiB a second: `340 KiB/s`, `1.2 MiB/s`. */
  readonly rate: (mibPerSecond: number) => string;
  /** Power given in watts: `512 W`, `38 kW`. */
  readonly power: (watts: number) => string;
  /** A temperature in degrees Celsius: `71 °C`. */
  readonly celsius: (degrees: number) => string;
  /** A clock rate given in MHz: `210 MHz`, `2.5 GHz`. */
  readonly frequency: (megahertz: number) => string;
  /** A time span given in seconds, in its two largest units: `45 s`, `5 min 12 s`, `6 d 4 h`. */
  readonly duration: (seconds: number) => string;
  /** A short time given in milliseconds: `22 ms`, `1.2 s`. */
  readonly milliseconds: (ms: number) => string;
  /** A time of day with seconds, from milliseconds since the epoch. */
  readonly clock: (epochMs: number) => string;
  /** A date and time, from milliseconds since the epoch. */
  readonly moment: (epochMs: number) => string;
}

const SPAN_UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

const MIB_UNITS = ['MiB', 'GiB', 'TiB', 'PiB'] as const;

/** No-break space, between a number and its unit. */
const NBSP = '\u00a0';

/** The formatter for a locale such as `de-DE`; `timeZone` as in `Intl.DateTimeFormat`, default the reader's. */
export function createFormats(locale: string, timeZone?: string): Formats {
  const tenth = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const units = new Map<string, Intl.NumberFormat>(
    SPAN_UNITS.map(([unit]) => [
      unit,
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: unit === 'minute' ? 'short' : 'narrow',
      }),
    ]),
  );
  const zone = timeZone === undefined ? {} : { timeZone };
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', ...zone });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', ...zone });

  const number = (value: number): string => {
    const size = Math.abs(value);
    if (size === 0) return whole.format(0);
    if (size < 0.05) return `<${tenth.format(0.1)}`;
    return size < 9.95 ? tenth.format(value) : whole.format(value);
  };
  const withUnit = (value: number, unit: string): string => `${number(value)}${NBSP}${unit}`;
  const scaled = (mib: number): readonly [number, string] => {
    let index = 0;
    let value = mib;
    while (Math.round(value) >= 1024 && index < MIB_UNITS.length - 1) {
      value /= 1024;
      index += 1;
    }
    return [value, MIB_UNITS[index] as string];
  };
  return {
    number,
    count: (value) => whole.format(value),
    percent: (pct) => withUnit(pct, '%'),
    memory: (mib) => {
      const [value, unit] = scaled(mib);
      return unit === 'MiB' ? `${whole.format(value)}${NBSP}${unit}` : withUnit(value, unit);
    },
    memoryOf: (used, total) => {
      const [size, unit] = scaled(total);
      return `${number(size === 0 ? 0 : (used * size) / total)} / ${withUnit(size, unit)}`;
    },
    rate: (mibPerSecond) => {
      if (mibPerSecond < 1) return withUnit(mibPerSecond * 1024, 'KiB/s');
      const [value, unit] = scaled(mibPerSecond);
      return withUnit(value, `${unit}/s`);
    },
    power: (watts) => (watts < 10_000 ? `${whole.format(watts)}${NBSP}W` : withUnit(watts / 1_000, 'kW')),
    celsius: (degrees) => `${whole.format(degrees)}${NBSP}°C`,
    frequency: (megahertz) =>
      megahertz < 1_000
        ? `${whole.format(megahertz)}${NBSP}MHz`
        : `${tenth.format(megahertz / 1_000)}${NBSP}GHz`,
    duration: (seconds) => durationText(seconds, units),
    milliseconds: (ms) => (ms < 999.5 ? `${whole.format(ms)}${NBSP}ms` : withUnit(ms / 1_000, 's')),
    clock: (epochMs) => clock.format(epochMs),
    moment: (epochMs) => moment.format(epochMs),
  };
}

function durationText(seconds: number, units: ReadonlyMap<string, Intl.NumberFormat>): string {
  let left = Math.max(0, Math.floor(seconds));
  const at = SPAN_UNITS.findIndex(([, size]) => left >= size);
  const parts: string[] = [];
  for (const [unit, size] of at < 0 ? SPAN_UNITS.slice(-1) : SPAN_UNITS.slice(at, at + 2)) {
    const count = Math.floor(left / size);
    left -= count * size;
    parts.push(units.get(unit)?.format(count) ?? '');
  }
  return parts.join(' ');
}
