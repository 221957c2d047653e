import { createHive } from '@rbee/hive';
import { createMonitor } from '@rbee/monitor';
import type { Logger } from 'pino';
import { monitorOptions } from './monitor.ts';
import type { Outcome } from './outcome.ts';
import type { ProcessEdges } from './process-edges.ts';
import type { HiveSettings } from './settings/index.ts';
import { aborted } from './time/index.ts';

/** What a hive needs from its process. */
export interface HiveEdges extends Pick<ProcessEdges, 'version' | 'platform' | 'stop' | 'onReady'> {
  readonly log: Logger;
  /** The heap of this process; undefined if Node does not let programs collect garbage. */
  readonly heap: Heap | undefined;
}

/** The JavaScript heap of a process. */
export interface Heap {
  /** Bytes in use. */
  used(): number;
  collectGarbage(): void;
}

/** Runs a hive until `stop` aborts. */
export async function runHive(settings: HiveSettings, edges: HiveEdges): Promise<Outcome> {
  const { version, log, platform } = edges;
  const { hiveId, queenUrl, intervalMs } = settings;
  const monitor = createMonitor({ version, platform, ...monitorOptions(settings) });
  const limitHeap = edges.heap ? heapLimiter(edges.heap) : () => {};
  const sample = () => {
    limitHeap();
    return monitor.sample();
  };
  const hive = createHive({ hiveId, queenUrl, intervalMs, version, monitor: { sample }, log });
  if (platform !== 'linux') {
    log.warn(
      `Workers cannot be monitored on ${platform}: this hive reports the machine only. Monitoring workers needs Linux.`,
    );
  }
  hive.start();
  log.info(`The hive ${hiveId} reports to ${queenUrl} every ${intervalMs / 1_000} s.`);
  edges.onReady();
  await aborted(edges.stop);
  await hive.stop();
  monitor.close();
  log.info('The hive has stopped.');
  return { code: 0 };
}

/** Growth of the heap in bytes after which garbage is collected. */
const HEAP_STEP_BYTES = 4 * 1024 * 1024;

/**
 * Returns a function that collects garbage if the heap has grown by 4 MiB since the last collection. V8 itself lets a
 * heap of 10 MiB grow by tens of MiB first, and does not return that memory to the system.
 */
export function heapLimiter(heap: Heap): () => void {
  let afterCollection = 0;
  return () => {
    if (heap.used() < afterCollection + HEAP_STEP_BYTES) return;
    heap.collectGarbage();
    afterCollection = heap.used();
  };
}
