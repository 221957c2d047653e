/** Loaded into a queen before her own program: tells of her event loop and her memory when she is asked. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const RESOLUTION_MS = 10;
const MIB = 1024 * 1024;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The lateness of her event loop since it was last asked for, milliseconds. */
function loop(): { p99: number; max: number } {
  const [p99, max] = [delay.percentile(99), delay.max].map((ns) => Math.max(0, ns / 1e6 - RESOLUTION_MS));
  delay.reset();
  return { p99: p99 as number, max: max as number };
}

/** What V8 has taken for its heap, and what is alive there and in buffers once all garbage is collected, MiB. */
function memory(): { heapMib: number; aliveMib: number } {
  const { heapTotal } = process.memoryUsage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return { heapMib: heapTotal / MIB, aliveMib: (heapUsed + external) / MIB };
}

process.on('message', (word) => {
  if (word === 'loop') process.send?.(loop());
  if (word === 'memory') process.send?.(memory());
});
