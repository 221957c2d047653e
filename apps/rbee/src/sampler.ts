/** The thread of a hive that takes samples (`createThreadedMonitor`). */
import { serveSamples } from '@rbee/monitor/serve-samples';
import { heapLimiter, ownHeap } from './heap-limiter.ts';

serveSamples(heapLimiter(ownHeap()));
