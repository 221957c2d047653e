import { expect, test } from 'vitest';
import { QueenClock } from './queen-clock.ts';

const T = 1_000_000;

function observed(...beats: readonly (readonly [timeMs: number, at: number])[]): number[] {
  const clock = new QueenClock();
  return beats.map(([timeMs, at]) => clock.observe(timeMs, at));
}

test('a beat was written when it arrived, with the jitter of the network', () => {
  expect(observed([T, 100], [T + 2_500, 2_700], [T + 5_000, 5_050])).toEqual([100, 2_700, 5_050]);
});

test('[S5] a beat that is sent again, at once or in an hour, was written when it came first', () => {
  expect(observed([T, 0], [T, 200], [T, 1_500], [T, 3_600_000])).toEqual([0, 0, 0, 0]);
});

test('[S5] missed beats that arrive together after an outage were written in their order', () => {
  expect(observed([T, 0], [T + 2_500, 60_000], [T + 5_000, 60_000], [T + 60_000, 60_000])).toEqual([
    0, 2_500, 5_000, 60_000,
  ]);
});

test("a queen's clock that is set is followed: forwards at once, backwards with the second beat", () => {
  expect(observed([T, 0], [T + 3_602_500, 2_500])).toEqual([0, 2_500]);
  const back = -3_600_000;
  expect(observed([T, 0], [T + 2_500 + back, 2_500], [T + 5_000 + back, 5_000])).toEqual([
    0,
    2_500 + back,
    5_000,
  ]);
});

test('a clock that drifts is followed for ever', () => {
  const clock = new QueenClock();
  for (let beat = 0; beat < 1_000; beat += 1) {
    const at = beat * 2_510;
    expect(clock.observe(T + beat * 2_500, at)).toBe(at);
  }
});
