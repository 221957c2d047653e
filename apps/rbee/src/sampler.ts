/** The thread of a hive that takes samples (`createThreadedMonitor`). */
import { getHeapStatistics } from 'node:v8';
import { serveSamples } from '@rbee/monitor/serve-samples';
import { heapLimiter } from './heap-limiter.ts';

const collectGarbage = globalThis.gc;
const limitHeap = collectGarbage
  ? heapLimiter({ used: () => getHeapStatistics().used_heap_size, collectGarbage })
  : () => {};
serveSamples(limitHeap);
