import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { CommandLine } from '../command-line/index.ts';

/** How a process ended: by itself with a code, or by a signal; neither when it could not be started. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface Child {
  /** Resolves when it says that it is ready, with its port where it has one; never when it ends before. */
  readonly ready: Promise<{ readonly port: number | undefined }>;
  readonly exited: Promise<Exit>;
  /** Sends it that signal, if it still runs. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface ChildOptions {
  /** Flags for Node itself. */
  readonly nodeFlags?: readonly string[];
  /** What the child runs, as data: it is told to wait for this by the flag FROM_PARENT. */
  readonly commandLine?: CommandLine;
}

/** Starts a Node program as a child of this process. */
export type StartChild = (program: string, args: readonly string[], options?: ChildOptions) => Child;

/**
 * Starts a program with a channel to this process: it says on the channel when it is ready, and ends when the
 * channel breaks, so that it never outlives this process. Its standard error goes where ours goes.
 */
export const startChild: StartChild = (program, args, { nodeFlags = [], commandLine } = {}) => {
  const child = fork(program, args, {
    execArgv: [...process.execArgv, ...nodeFlags],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced', // keeps the regular expressions among the settings
  });
  const exited = once(child, 'exit').then(
    ([code, signal]): Exit => ({ code, signal }),
    (): Exit => ({ code: null, signal: null }),
  );
  const ready = new Promise<{ port: number | undefined }>((resolve) => {
    child.on('message', (message) => {
      if (isReady(message)) resolve({ port: message.port });
    });
  });
  if (commandLine) child.send(commandLine, () => {}); // a child that is gone already shows in `exited`
  return { ready, exited, kill: (signal) => child.kill(signal) };
};

const isReady = (message: unknown): message is { port?: number } =>
  typeof message === 'object' && message !== null && (message as { type?: unknown }).type === 'ready';

/** `exit code 1` or `signal SIGKILL`. */
export function exitInWords({ code, signal }: Exit): string {
  if (signal !== null) return `signal ${signal}`;
  return code === null ? 'could not be started' : `exit code ${code}`;
}
