import { expect, test } from 'vitest';
import { CpuBusy } from './cpu-busy.ts';

/** What is said of one worker with this CPU use, one sample a second. */
function said(...uses: number[]): string {
  const busy = new CpuBusy();
  return uses
    .map((use, second) => {
      const isBusy = busy.note('70:1', use, second * 1000);
      busy.endSample();
      return isBusy ? 'b' : '-';
    })
    .join('');
}

test('[R2] a worker is busy once its CPU use was high for two seconds', () => {
  expect(said(50, 60, 70, 80)).toBe('--bb');
  expect(said(49, 49, 49, 49)).toBe('----');
  expect(said(90, 20, 90, 20, 90, 90)).toBe('------');
});

test('[R2] it is idle again once its CPU use was low for five seconds, and not before', () => {
  expect(said(90, 90, 90, 24, 24, 24, 24, 24, 24)).toBe('--bbbbbb-');
  expect(said(90, 90, 90, 24, 24, 24, 24, 30, 24, 24, 24, 24, 24, 24)).toBe('--bbbbbbbbbbb-');
});

test('a worker that was not in a sample starts over', () => {
  const busy = new CpuBusy();
  for (const second of [0, 1, 2]) {
    busy.note('70:1', 90, second * 1000);
    busy.endSample();
  }
  busy.endSample();
  expect(busy.note('70:1', 90, 4_000)).toBe(false);
});
