import type { Clock } from './platform.ts';

/** Longest delay of a timer, milliseconds (24.8 days): with a longer one `setTimeout` fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Throws one sentence that names the option and its value. */
export function check(isAllowed: boolean, name: string, expected: string, value: unknown): asserts isAllowed {
  if (!isAllowed) throw new TypeError(`${name} must be ${expected}, not ${shown(value)}.`);
}

interface Bounds {
  /** The time must be above this, or from `from` on. */
  readonly above?: number;
  readonly from?: number;
  readonly whole?: boolean;
}

/** Throws one sentence if the option is not a time that a timer can have. */
export function checkMs(name: string, value: unknown, { above, from, whole = false }: Bounds): void {
  const isNumber = whole ? Number.isInteger(value) : Number.isFinite(value);
  const ms = value as number;
  const isLong = above === undefined ? ms >= (from ?? 0) : ms > above;
  if (isNumber && isLong && ms <= MAX_TIMER_MS) return;
  const kind = whole ? 'a whole number' : 'a number';
  const low = above === undefined ? `from ${from}` : `above ${above}`;
  throw new RangeError(
    `${name} must be ${kind} of milliseconds ${low} and at most ${MAX_TIMER_MS} (24.8 days), not ${shown(value)}.`,
  );
}

/** Throws one sentence if the option is not a number of things from 1. */
export function checkCount(name: string, value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return;
  throw new RangeError(`${name} must be a whole number from 1, not ${shown(value)}.`);
}

export const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;

export const isClock = (value: unknown): value is Clock =>
  isRecord(value) && isFunctionOf(value, 'now') && isFunctionOf(value, 'after');

const isFunctionOf = (object: object, name: string): boolean =>
  typeof (object as Record<string, unknown>)[name] === 'function';

/**
 * The function, with `Math.random` in place of every result that is not from 0 to 1 and of an error: the wait
 * before an attempt would have no length.
 */
export function shareOf(random: () => number): () => number {
  return () => {
    try {
      const share = random();
      return Number.isFinite(share) && share >= 0 && share <= 1 ? share : Math.random();
    } catch {
      return Math.random();
    }
  };
}

/** A value as it is shown in a sentence. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (!isRecord(value)) return typeof value === 'string' ? JSON.stringify(value) : String(value);
  return Array.isArray(value) ? 'a list' : `an object of ${nameOf(value)}`;
}

function nameOf(value: object): string {
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' ? name : 'no class';
}
