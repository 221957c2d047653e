import { expect, test } from 'vitest';
import { type Profile, sharesOf } from './profile-parts.ts';

const frame = (functionName: string, url = '') => ({ functionName, url });
const OURS = 'file:///rbee/packages/queen/src';

const PROFILE: Profile = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 3, 4, 5] },
    { id: 2, callFrame: frame('(idle)') },
    { id: 3, callFrame: frame('(garbage collector)') },
    { id: 4, callFrame: frame('(program)') },
    { id: 5, callFrame: frame('onread', 'node:internal/stream_base_commons'), children: [6] },
    { id: 6, callFrame: frame('read', `${OURS}/ingest/pattern.ts`), children: [7, 8] },
    { id: 7, callFrame: frame('toString', 'node:buffer'), children: [9] },
    { id: 8, callFrame: frame('writeUtf8String') },
    { id: 9, callFrame: frame('latin1Slice') },
  ],
  samples: [5, 2, 3, 4, 5, 6, 7, 8, 9],
  timeDeltas: [9_000, 9_000, 1_000, 1_000, 1_000, 2_000, 1_000, 2_000, 2_000],
};

test('time is told apart by whom it was spent for, and only where there was something to do', () => {
  expect(Object.fromEntries(sharesOf(PROFILE, 10))).toEqual({
    ...{ garbage: 0.1, native: 0.1, node: 0.1, ingest: 0.5, sockets: 0.2 },
  });
});
