import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RunClock } from './run-clock.ts';

const START = Date.UTC(2025, 9, 30, 20, 15, 30);
const HOUR = 3_600_000;

/** The times of `count` samples. `skewAt` is the hive's clock minus the queen's, `delayAt` how long a heartbeat is under way. */
function timesOf(
  count: number,
  intervalMs: number,
  how: {
    phase?: number;
    jitterAt?: (n: number) => number;
    skewAt?: (n: number) => number;
    delayAt?: (n: number) => number;
  },
): number[] {
  const clock = new RunClock();
  const { phase = 0, jitterAt = () => 0, skewAt = () => 0, delayAt = () => 5 } = how;
  return Array.from({ length: count }, (_, n) => {
    const taken = START + phase + n * intervalMs + jitterAt(n);
    return clock.live(taken + skewAt(n), taken + delayAt(n), intervalMs);
  });
}

const secondsOf = (times: readonly number[]) => times.map((time) => Math.floor(time / 1_000));
const steps = (seconds: readonly number[]) => seconds.slice(1).map((it, n) => it - (seconds[n] as number));

test('a hive at 1 Hz has exactly one sample in each second, whatever its phase, skew, jitter and delays', () => {
  const ms = (most: number) => fc.array(fc.nat(most), { minLength: 200, maxLength: 200 });
  fc.assert(
    fc.property(
      fc.nat(999),
      fc.integer({ min: -HOUR, max: HOUR }),
      ms(200),
      ms(700),
      (phase, skew, jitter, delay) => {
        const times = timesOf(200, 1_000, {
          phase,
          jitterAt: (n) => jitter[n] as number,
          skewAt: () => skew,
          delayAt: (n) => delay[n] as number,
        });
        expect(new Set(steps(secondsOf(times)))).toEqual(new Set([1]));
        expect(Math.abs((times[0] as number) - START - phase)).toBeLessThan(1_500);
      },
    ),
    { numRuns: 200 },
  );
});

test('a hive whose clock is an hour off has the times of the queen', () => {
  for (const skew of [HOUR, -HOUR]) {
    const times = timesOf(3, 1_000, { phase: 120, skewAt: () => skew });
    expect(times).toEqual([START + 500, START + 1_500, START + 2_500]);
  }
});

test('a clock that steps ahead counts at once, one that is set back after a few samples', () => {
  const truth = secondsOf(timesOf(30, 1_000, { phase: 400 }));
  const ahead = timesOf(30, 1_000, { phase: 400, skewAt: (n) => (n < 10 ? 0 : 2_700) });
  expect(secondsOf(ahead)).toEqual(truth);
  const far = timesOf(30, 1_000, { phase: 400, skewAt: (n) => (n < 10 ? 0 : -HOUR) });
  expect(secondsOf(far)).toEqual(truth);
  const back = secondsOf(timesOf(30, 1_000, { phase: 400, skewAt: (n) => (n < 10 ? 0 : -3_000) }));
  expect([...back.slice(0, 10), ...back.slice(12)]).toEqual([...truth.slice(0, 10), ...truth.slice(12)]);
});

test('a heartbeat that was under way for seconds belongs to the second in which it was taken', () => {
  const times = timesOf(30, 1_000, { phase: 400, delayAt: (n) => (n === 10 || n === 11 ? 4_000 : 5) });
  expect(new Set(steps(secondsOf(times)))).toEqual(new Set([1]));
});

test('a difference of less than a second is kept, and a clock that runs slow or fast leaves no second out', () => {
  const drift = (n: number) => Math.min(999, n * 10);
  const times = timesOf(100, 750, { skewAt: drift });
  expect(times[60]).toBe((times[0] as number) + 45_000 + 600);
  for (const way of [1, -1]) {
    const steady = timesOf(100, 1_000, { phase: 400, skewAt: (n) => way * drift(n) });
    expect(new Set(steps(secondsOf(steady)))).toEqual(new Set([1]));
  }
});

test('a ticker that was held up and goes on near the edge of a second is moved to its middle without a gap', () => {
  for (const shift of [480, -450]) {
    const times = timesOf(60, 1_000, { phase: 500, jitterAt: (n) => (n < 20 ? 0 : shift) });
    expect(new Set(steps(secondsOf(times)))).toEqual(new Set([1]));
    expect((times[59] as number) % 1_000).toBe(500);
  }
});

test.each([100, 250, 750, 1_500])('samples every %d ms are where the queen received them', (intervalMs) => {
  const times = timesOf(50, intervalMs, { phase: 330, skewAt: () => HOUR });
  expect(times.map((time, n) => time - START - 330 - n * intervalMs)).toEqual(Array(50).fill(5));
});

test('samples every 60 s are in one second of each minute', () => {
  const times = timesOf(20, 60_000, { phase: 990, jitterAt: (n) => (n % 3) * 40 });
  expect(new Set(steps(secondsOf(times)))).toEqual(new Set([60]));
});
