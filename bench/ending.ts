import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

/** Ends a process with this one, however this one is asked to end. */
export function endWithThis(child: ChildProcess): void {
  process.once('exit', () => child.kill());
}

/** Makes this process leave through its exit when it is asked to stop. */
export function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
