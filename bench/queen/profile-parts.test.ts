import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { QUEEN_SOURCES, sharesOf } from './profile-parts.ts';

const frame = (functionName: string, url = '') => ({
  functionName,
  url,
  scriptId: '',
  lineNumber: 0,
  columnNumber: 0,
});
const OURS = 'file:///rbee/packages/queen/src';

const PROFILE = {
  startTime: 0,
  endTime: 28_000,
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 3, 4, 5] },
    { id: 2, callFrame: frame('(idle)') },
    { id: 3, callFrame: frame('(garbage collector)') },
    { id: 4, callFrame: frame('(program)') },
    { id: 5, callFrame: frame('onread', 'node:internal/stream_base_commons'), children: [6] },
    { id: 6, callFrame: frame('read', `${OURS}/sample/decode.ts`), children: [7, 8] },
    { id: 7, callFrame: frame('flatten', 'file:///rbee/packages/contract/src/shape.ts'), children: [9] },
    { id: 8, callFrame: frame('writeUtf8String') },
    { id: 9, callFrame: frame('latin1Slice') },
  ],
  samples: [5, 2, 3, 4, 5, 6, 7, 8, 9],
  timeDeltas: [9_000, 9_000, 1_000, 1_000, 1_000, 2_000, 1_000, 2_000, 2_000],
};

test('busy time is assigned to parts; shared functions count for the part that called them', () => {
  expect(Object.fromEntries(sharesOf(PROFILE, 10))).toEqual({
    garbage: 0.1,
    native: 0.1,
    node: 0.1,
    decode: 0.5,
    sockets: 0.2,
  });
});

test('every folder and file of packages/queen/src belongs to a part', () => {
  const names = readdirSync(new URL('../../packages/queen/src/', import.meta.url))
    .filter((name) => name !== 'testing' && !name.endsWith('.test.ts'))
    .map((name) => name.replace('.ts', ''));
  expect(Object.values(QUEEN_SOURCES).flat().toSorted()).toEqual(names.toSorted());
});
