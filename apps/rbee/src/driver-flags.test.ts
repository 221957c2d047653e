import { expect, test } from 'vitest';
import { NODE_FLAGS } from '../../../packages/monitor/src/gpu/nvml/driver-process.ts';
import HIVE_FLAGS from '../bin/small.json' with { type: 'json' };

// With other flags Node does not take the modules that a hive has put into the compile cache.
test("the process that calls NVIDIA's library has the flags of a hive", () => {
  expect(NODE_FLAGS).toEqual(HIVE_FLAGS);
});
