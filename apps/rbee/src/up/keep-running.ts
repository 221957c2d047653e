import type { Clock } from '@rbee/hive';
import { aborted, pause } from '../time/index.ts';
import { type Child, type Exit, exitInWords } from './child.ts';
import { endChild } from './end-child.ts';

export interface KeepOptions {
  /** What it is called in a sentence, as in "The hive". */
  readonly name: string;
  readonly start: () => Promise<Child>;
  /** Called each time the process is ready; the returned function is called when it has ended. */
  readonly onReady?: (port: number | undefined) => () => void;
  /** Prints a sentence. */
  readonly say: (sentence: string) => void;
  readonly clock: Clock;
  /** Ends it for good. */
  readonly stop: AbortSignal;
  /** Kills it without waiting. */
  readonly force: AbortSignal;
}

/** A process that ran for so long has recovered, milliseconds. */
const STEADY_MS = 30_000;
const RESTART = { firstMs: 500, mostMs: 30_000 } as const;

/** Milliseconds before the start after that many unexpected ends in a row. */
export const restartDelayMs = (ends: number): number =>
  Math.min(RESTART.mostMs, RESTART.firstMs * 2 ** Math.min(ends - 1, 20));

/**
 * Starts a process and restarts it with backoff whenever it ends unexpectedly; prints this once
 * until it has run for half a minute. Resolves when `stop` was asked for and the process is gone.
 */
export async function keepRunning(options: KeepOptions): Promise<void> {
  const { name, say, clock, stop } = options;
  let ends = 0;
  while (!stop.aborted) {
    const startedMs = clock.monotonic();
    const exit = await runOnce(options);
    if (exit === 'stopped') return;
    if (clock.monotonic() - startedMs >= STEADY_MS) ends = 0;
    ends += 1;
    if (ends === 1) say(`${name} ended unexpectedly (${exitInWords(exit)}); restarting it.`);
    await pause(clock, restartDelayMs(ends), stop);
  }
}

async function runOnce({ start, onReady, clock, stop, force }: KeepOptions): Promise<Exit | 'stopped'> {
  const child = await start();
  let afterwards = (): void => {};
  const first = await Promise.race([child.ready, child.exited, aborted(stop)]);
  if (first && 'port' in first) afterwards = onReady?.(first.port) ?? afterwards;
  const exit = await Promise.race([child.exited, aborted(stop)]);
  afterwards();
  if (!stop.aborted && exit) return exit;
  await endChild(child, clock, force);
  return 'stopped';
}
