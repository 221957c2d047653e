import type { ProcessEdges } from '../process-edges.ts';
import { aborted, pause } from '../time/index.ts';
import { type Child, type Exit, endChild, exitInWords } from './child.ts';

/** What a process that is kept running needs from `rbee up`. */
export type KeepEdges = Pick<ProcessEdges, 'clock' | 'say' | 'stop' | 'force'>;

/** A process to keep running. */
export interface Kept {
  /** What a sentence calls it, such as "The hive". */
  readonly name: string;
  readonly start: () => Promise<Child>;
  /** Called each time the process is ready; the function it returns is called when the process has ended. */
  readonly onReady?: (port: number | undefined) => () => void;
}

/** A process that has run for this long counts as recovered, milliseconds. */
const STEADY_MS = 30_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/** Milliseconds to wait before the next start, after this many unexpected ends in a row. */
export const restartDelayMs = (ends: number): number =>
  Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(ends - 1, 20));

/**
 * Starts a process and restarts it with backoff whenever it ends unexpectedly. The first end is printed, and further
 * ones only after it has run for half a minute. Resolves when `stop` has aborted and the process is gone.
 */
export async function keepRunning(kept: Kept, edges: KeepEdges): Promise<void> {
  const { say, clock, stop } = edges;
  let ends = 0;
  while (!stop.aborted) {
    const startedMs = clock.monotonic();
    const exit = await runOnce(kept, edges);
    if (exit === 'stopped') return;
    if (clock.monotonic() - startedMs >= STEADY_MS) ends = 0;
    ends += 1;
    if (ends === 1) say(`${kept.name} ended unexpectedly (${exitInWords(exit)}); restarting it.`);
    await pause(clock, restartDelayMs(ends), stop);
  }
}

async function runOnce(
  { start, onReady }: Kept,
  { clock, stop, force }: KeepEdges,
): Promise<Exit | 'stopped'> {
  const child = await start();
  const first = await Promise.race([child.ready, child.exited, aborted(stop)]);
  const onEnd = first && 'port' in first ? onReady?.(first.port) : undefined;
  const exit = await Promise.race([child.exited, aborted(stop)]);
  onEnd?.();
  if (!stop.aborted && exit) return exit;
  await endChild(child, clock, force);
  return 'stopped';
}
