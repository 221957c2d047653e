import { expect, test } from 'vitest';
import { runInfo, sizeOf } from './run-info.ts';
import { runPrune } from './run-prune.ts';
import { MINUTE, someFiles } from './testing/some-files.ts';

function infoOf(json: boolean, more: Parameters<typeof someFiles>[0] = {}) {
  const printed: string[] = [];
  const outcome = runInfo({ json }, someFiles(more), { print: (line) => printed.push(line) });
  return { outcome, printed };
}

test('info says where the history is, how large it is and since when', () => {
  expect(infoOf(false)).toEqual({
    outcome: { code: 0 },
    printed: [
      'The history in /data uses 3.3 MiB.',
      '  seconds      3.3 MiB  since 2025-10-30T20:15:00.000Z',
      '  minutes    512 bytes  nothing yet',
      'Hives: a, b',
    ],
  });
});

test('info says which file cannot be read, and has a form for programs', () => {
  const problems = ['minutes-2025-10.db cannot be read: it is damaged'];
  expect(infoOf(false, { problems, hives: () => [] }).printed.slice(-2)).toEqual([
    'Hives: none',
    ...problems,
  ]);
  expect(JSON.parse(infoOf(true, { problems }).printed.join('\n'))).toEqual({
    folder: '/data',
    hives: ['a', 'b'],
    tiers: [
      { tier: '1s', oldest: '2025-10-30T20:15:00.000Z', bytes: 3_500_000 },
      { tier: '1m', oldest: null, bytes: 512 },
    ],
    problems,
  });
});

test('prune says what it has removed', () => {
  const printed: string[] = [];
  const before: number[] = [];
  const outcome = runPrune(
    { before: '-30d' },
    {
      prune: (time) => {
        before.push(time);
        return [
          { tier: '1s', bytes: 4 * 2 ** 30 },
          { tier: '1m', bytes: 2 ** 30 },
        ];
      },
      now: MINUTE,
      print: (line) => printed.push(line),
    },
  );
  expect(outcome).toEqual({ code: 0 });
  expect(before).toEqual([MINUTE - 30 * 86_400_000]);
  expect(printed).toEqual(['Everything before 2025-09-30T20:15:00.000Z was removed: 5.0 GiB.']);
});

test('a size is in the largest unit that it fills', () => {
  expect([0, 1_023, 1_024, 1_048_576, 2 ** 41].map(sizeOf)).toEqual([
    ...['0 bytes', '1023 bytes', '1.0 KiB', '1.0 MiB', '2.0 TiB'],
  ]);
});
