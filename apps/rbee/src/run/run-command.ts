import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Environment } from '../settings/index.ts';
import type { Launch } from './place.ts';

/** How a command ended; `error` where it could not be started. */
export type Ended =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'error'; readonly code: string };

/** A command that runs with this process's own standard input and output. */
export interface Running {
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Starts a command. On a terminal it stays in this process's group, as the terminal's foreground; elsewhere it gets a
 * session of its own, so that a signal to our group is not received twice, once by itself and once passed on.
 */
export function start(launch: Launch, environment: Environment, onTerminal: boolean): Running {
  const options = { stdio: 'inherit', env: environment, detached: !onTerminal } as const;
  const child = spawn(launch.program, launch.args, options);
  const ended = once(child, 'exit').then(
    ([code, signal]): Ended => (signal ? { kind: 'signal', signal } : { kind: 'code', code }),
    (error: NodeJS.ErrnoException): Ended => ({ kind: 'error', code: error.code ?? error.message }),
  );
  return { ended, kill: (signal) => child.kill(signal) };
}
