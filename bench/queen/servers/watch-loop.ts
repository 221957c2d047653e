/** Is preloaded into a queen, and answers the messages `loop` and `memory`. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const RESOLUTION_MS = 10;
const MIB = 1024 * 1024;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The answer to `loop`. */
export interface QueenLoop {
  /** 99th percentile of the event loop's delay since the last question, milliseconds. */
  readonly p99: number;
}

/** The answer to `memory`, MiB. */
export interface QueenMemory {
  /** V8's heap, free parts included. */
  readonly heapMib: number;
  /** Live objects and buffers, after a garbage collection. */
  readonly aliveMib: number;
}

process.on('message', (word) => {
  if (word === 'loop') {
    const p99 = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS);
    delay.reset();
    process.send?.({ p99 } satisfies QueenLoop);
  } else if (word === 'memory') {
    const { heapTotal } = process.memoryUsage();
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    const aliveMib = (heapUsed + external) / MIB;
    process.send?.({ heapMib: heapTotal / MIB, aliveMib } satisfies QueenMemory);
  }
});
