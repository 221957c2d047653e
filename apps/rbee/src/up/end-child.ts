import type { Clock } from '@rbee/hive';
import { pause } from '../time/index.ts';
import type { Child } from './child.ts';

/** Time that a process has to end by itself, milliseconds. */
const GRACE_MS = 5_000;

/** Asks a process to end and waits until it has; after 5 s, or when `force` aborts, it is killed. */
export async function endChild(child: Child, clock: Clock, force: AbortSignal): Promise<void> {
  const ended = new AbortController();
  child.kill('SIGTERM');
  const patience = pause(clock, GRACE_MS, AbortSignal.any([force, ended.signal])).then(() => {
    if (!ended.signal.aborted) child.kill('SIGKILL');
  });
  await child.exited;
  ended.abort();
  await patience;
}
