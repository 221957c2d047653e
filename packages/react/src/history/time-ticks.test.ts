import { expect, test } from 'vitest';
import { timeTicks } from './time-ticks.ts';

const tick = timeTicks('en-GB', 'UTC');
const at = (hour: number, minute = 0, second = 0) => Date.UTC(2025, 9, 30, hour, minute, second);

test('a tick is as fine as its steps, and the date where a day begins', () => {
  expect(tick(at(20, 15), 300_000)).toBe('20:15');
  expect(tick(at(20, 15, 30), 30_000)).toBe('20:15:30');
  expect(tick(at(0), 3_600_000)).toBe('30 Oct');
  expect(tick(at(12), 86_400_000)).toBe('30 Oct');
});
