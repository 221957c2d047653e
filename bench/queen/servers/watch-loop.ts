/** Preloaded into the queen process: reports its event-loop lag and memory on request. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const RESOLUTION_MS = 10;
const MIB = 1024 * 1024;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Event-loop figures of the queen. */
export interface QueenLoop {
  /** Its lateness since it was last asked for, milliseconds. */
  readonly p99: number;
}

/** Memory of the queen, MiB. */
export interface QueenMemory {
  /** What V8 has taken for its heap. */
  readonly heapMib: number;
  /** What is alive there and in buffers once all garbage is collected. */
  readonly aliveMib: number;
}

function loop(): QueenLoop {
  const p99 = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS);
  delay.reset();
  return { p99 };
}

function memory(): QueenMemory {
  const { heapTotal } = process.memoryUsage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return { heapMib: heapTotal / MIB, aliveMib: (heapUsed + external) / MIB };
}

process.on('message', (word) => {
  if (word === 'loop') process.send?.(loop());
  if (word === 'memory') process.send?.(memory());
});
