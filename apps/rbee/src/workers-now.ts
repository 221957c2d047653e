import type { ProcessStats } from '@rbee/contract';
import { createThreadedMonitor } from '@rbee/monitor/threaded-monitor';
import { monitorOptions } from './monitor.ts';
import type { ProcessEdges } from './process-edges.ts';
import type { MonitorSettings } from './settings/index.ts';
import { aborted, pause } from './time/index.ts';

/** The workers of this machine, or null if that is not known. */
export interface WorkersNow {
  readonly workers: readonly ProcessStats[] | null;
  /** A thread that looked for them is blocked in the kernel. */
  readonly isBlocked: boolean;
}

/** Time for one sample: that of a few threads that are given up because a file blocks them. */
const SAMPLE_MS = 15_000;
/** Time that a thread has to end. */
const GRACE_MS = 300;

/**
 * The inference servers that run on this machine now; neither a GPU nor an engine is asked. They are looked for in another
 * thread, as any file of a process may block; what blocks is said after 2 s, and left out. Not known after 15 s, or if
 * `stop` aborts before.
 */
export async function workersNow(
  settings: Partial<MonitorSettings>,
  {
    version,
    platform,
    say,
    clock,
    stop,
  }: Pick<ProcessEdges, 'version' | 'platform' | 'say' | 'clock' | 'stop'>,
): Promise<WorkersNow> {
  const program = new URL('./sampler.ts', import.meta.url);
  const log = { warn: (sentence: string) => say(`rbee: ${sentence}`) };
  const own = { gpuReaders: [], engines: { enabled: false } } as const;
  const options = { version, platform, ...monitorOptions(settings), ...own };
  const monitor = createThreadedMonitor(options, { program, log });
  const end = new AbortController();
  const sample = monitor.sample().catch((error: unknown) => {
    say(`rbee: the workers of this machine could not be read: ${String(error)}.`);
    return undefined;
  });
  const found = await Promise.race([sample, pause(clock, SAMPLE_MS, end.signal), aborted(stop)]);
  end.abort();
  const haveEnded = await monitor.close(GRACE_MS);
  return { workers: found?.workers ?? null, isBlocked: !haveEnded };
}
