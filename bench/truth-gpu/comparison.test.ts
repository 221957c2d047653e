import { expect, test } from 'vitest';
import { known, missing } from '../../packages/monitor/src/figure.ts';
import { aGpuCard, aGpuProcess } from '../../packages/monitor/testing/index.ts';
import { compare, comparisonLines } from './comparison.ts';

const LOAD = { title: 'busy process', pid: 70, mebibytes: 2048, duty: 50 };

const cards = (used: number, use: number, memory: number, pct: number) => [
  aGpuCard([aGpuProcess(70, { vramMb: known(memory), utilPct: known(pct) })], {
    usedMb: known(used),
    utilPct: known(use),
  }),
];

test('memory is compared by medians and use by means, over the moments in which they are known', () => {
  const unknown = [aGpuCard([], { usedMb: missing('timeout'), utilPct: missing('timeout') })];
  const moments = [
    { hive: cards(8000, 40, 2500, 45), smi: cards(8040, 50, 2500, 50) },
    { hive: cards(8000, 60, 2500, 55), smi: cards(8040, 50, 2600, 61) },
    { hive: unknown, smi: [] },
  ];
  expect(compare(moments, [LOAD])).toEqual([
    { what: 'memory in use, MiB', hive: 8000, smi: 8040, limit: 80.4, holds: true },
    { what: 'use, %', hive: 50, smi: 50, limit: 5, holds: true },
    { what: 'busy process (2048 MiB): memory, MiB', hive: 2500, smi: 2550, limit: 25.5, holds: false },
    { what: 'busy process (50 % of the time): use, %', hive: 50, smi: 55.5, limit: 5, holds: false },
  ]);
});

test('a figure that is never known does not hold', () => {
  const rows = compare([{ hive: [], smi: cards(1, 2, 3, 4) }], []);
  expect(rows.map(({ holds }) => holds)).toEqual([false, false]);
  expect(comparisonLines(rows).at(-1)).toMatch(/^\| use, % \(\*\*does not hold\*\*\) \|/);
});
