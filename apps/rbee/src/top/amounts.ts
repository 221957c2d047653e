/** Figures in few columns, with the units of a terminal: `7.9G` is GiB. */

/** A number: `0`, `0.4`, `12`, `41k`. Only zero is shown as 0. */
export function amount(value: number): string {
  if (value === 0) return '0';
  if (value < 0.05) return '<0.1';
  if (value < 9.95) return value.toFixed(1);
  if (value < 9_999.5) return String(Math.round(value));
  if (value < 9_999_500) return `${Math.round(value / 1_000)}k`;
  return `${Math.round(value / 1_000_000)}M`;
}

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A whole number, with a comma between thousands. */
export const count = (value: number): string => WHOLE.format(value);

/** A share, 0 to 100. */
export const percent = (value: number): string => `${amount(value)}%`;

const UNITS = ['M', 'G', 'T', 'P'] as const;

/** Memory given in MiB: `512M`, `7.9G`, `3.1T`, in powers of 1024. */
export function memory(mib: number): string {
  let index = 0;
  let value = mib;
  while (Math.round(value) >= 1_024 && index < UNITS.length - 1) {
    value /= 1_024;
    index += 1;
  }
  return `${index === 0 ? Math.round(value) : amount(value)}${UNITS[index]}`;
}

/** Power given in watts. */
export const power = (watts: number): string =>
  watts < 9_999.5 ? `${Math.round(watts)} W` : `${amount(watts / 1_000)} kW`;

const SPANS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** A time span given in seconds, in its two largest units: `45s`, `5m12s`, `6d4h`. */
export function span(seconds: number): string {
  let left = Math.max(0, Math.floor(seconds));
  const first = SPANS.findIndex(([, size]) => left >= size);
  const parts: string[] = [];
  for (const [unit, size] of first < 0 ? SPANS.slice(-1) : SPANS.slice(first, first + 2)) {
    const number = Math.floor(left / size);
    left -= number * size;
    if (number > 0 || parts.length === 0) parts.push(`${number}${unit}`);
  }
  return parts.join('');
}

/** A time span in words: `13 s`, `5 min`, `3 h`, `2 d`. */
export function spanInWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 120) return `${whole} s`;
  if (whole < 7_200) return `${Math.floor(whole / 60)} min`;
  if (whole < 172_800) return `${Math.floor(whole / 3_600)} h`;
  return `${Math.floor(whole / 86_400)} d`;
}
