import { expect, test } from 'vitest';
import { createRefusals } from './refusals.ts';

test('a file that may not be read is asked for again after ten samples, others every time', () => {
  const refusals = createRefusals();
  const asked: string[] = [];
  const askFor = (path: string, refusal: 'permission' | 'gone') =>
    refusals.unlessRefused(path, () => {
      asked.push(path);
      return { ok: false, refusal };
    });
  for (let sample = 0; sample < 11; sample += 1) {
    expect(askFor('io', 'permission')).toEqual({ ok: false, refusal: 'permission' });
    expect(askFor('stat', 'gone')).toEqual({ ok: false, refusal: 'gone' });
    refusals.turn();
  }
  expect(asked.filter((path) => path === 'io')).toHaveLength(2);
  expect(asked.filter((path) => path === 'stat')).toHaveLength(11);
});
