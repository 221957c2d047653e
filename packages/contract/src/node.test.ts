import { expect, test } from 'vitest';
import { distinctGpus } from './node.ts';

test('[N1] of several GPUs with one uuid the first counts', () => {
  const [a, b] = [
    { uuid: 'a', index: 0 },
    { uuid: 'b', index: 1 },
  ];
  expect(distinctGpus([a, b, { uuid: 'a', index: 2 }])).toEqual([a, b]);
  expect(distinctGpus([])).toEqual([]);
});
