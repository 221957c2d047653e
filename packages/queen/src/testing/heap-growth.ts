import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Memory after garbage collection: the second one waits until the buffers that the first one found are freed. */
export function memoryInUse(): NodeJS.MemoryUsage {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  collectGarbage();
  return memoryUsage();
}

/** The memory that is held after `run` and was not before, bytes: on the heap and in buffers outside of it. */
export function heapGrowth(run: () => void): number {
  const held = ({ heapUsed, arrayBuffers }: NodeJS.MemoryUsage): number => heapUsed + arrayBuffers;
  const before = held(memoryInUse());
  run();
  return held(memoryInUse()) - before;
}
