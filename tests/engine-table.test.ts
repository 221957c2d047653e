import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DESCRIPTIONS } from '../packages/monitor/src/engines/descriptions.ts';
import { ROOT } from './tree.ts';

const page = readFileSync(`${ROOT}docs/workers.md`, 'utf8');
const section = page.split('## What the engine says\n')[1]?.split('\n### ')[0] ?? '';
/** Cells of the rows of the table. */
const rows = [...section.matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm)].map(([, engine = '', asked = '']) => ({
  engine,
  asked: [...asked.matchAll(/`(\/[^`]+)`/g)].map(([, path]) => path),
}));

test.each(DESCRIPTIONS)('docs/workers.md says what $kind is asked', ({ kind, paths, runnerPaths = [] }) => {
  const isOf = ({ engine }: { engine: string }) => engine.includes(`\`${kind}\``);
  const asked = rows.filter(isOf).flatMap((it) => it.asked);
  expect(asked).toEqual(expect.arrayContaining([...paths]));
  if (runnerPaths.length > 0) expect(rows[rows.findIndex(isOf) + 1]?.asked).toEqual([...runnerPaths]);
});
