import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Clock } from '@rbee/hive';
import { nodeArguments } from '../../bin/node-arguments.mjs';
import type { CommandLine } from '../command-line/index.ts';
import { pause } from '../time/index.ts';

/** How a process ended: its exit code or a signal, or neither if it could not be started. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process that this process has started. */
export interface Child {
  /** Resolves when the process reports that it is ready, with its port if it has one; never if it ends first. */
  readonly ready: Promise<{ readonly port: number | undefined }>;
  readonly exited: Promise<Exit>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** What a child gets besides its arguments. */
export interface ChildOptions {
  /** Flags for Node itself. */
  readonly nodeFlags?: readonly string[];
  /** The command and its settings, for a child with the flag FROM_PARENT. */
  readonly commandLine?: CommandLine;
}

/** Starts a Node program as a child of this process. */
export type StartChild = (program: string, args: readonly string[], options?: ChildOptions) => Child;

/**
 * Starts a program with a channel to this process, on which it reports that it is ready. It ends when the channel
 * breaks, so that it never outlives this process. Its standard error is that of this process.
 */
export const startChild: StartChild = (program, args, { nodeFlags = [], commandLine } = {}) => {
  const child = fork(program, args, {
    execArgv: nodeArguments([...process.execArgv, ...nodeFlags]),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced', // JSON would lose the regular expressions among the settings
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
  if (commandLine) child.send(commandLine, () => {}); // if sending fails, the child has ended and `exited` tells
  return { ready, exited, kill: (signal) => child.kill(signal) };
};

const isReady = (message: unknown): message is { port?: number } =>
  typeof message === 'object' && message !== null && (message as { type?: unknown }).type === 'ready';

/** How a process ended, in words: `exit code 1` or `signal SIGKILL`. */
export function exitInWords({ code, signal }: Exit): string {
  if (signal !== null) return `signal ${signal}`;
  return code === null ? 'could not be started' : `exit code ${code}`;
}

/** Time that a process has to end after SIGTERM, milliseconds. */
const GRACE_MS = 5_000;

/** Asks a process to end and waits for that. It is killed after 5 s, or at once when `force` aborts. */
export async function endChild(child: Child, clock: Clock, force: AbortSignal): Promise<void> {
  const ended = new AbortController();
  child.kill('SIGTERM');
  const killed = pause(clock, GRACE_MS, AbortSignal.any([force, ended.signal])).then(() => {
    if (!ended.signal.aborted) child.kill('SIGKILL');
  });
  await child.exited;
  ended.abort();
  await killed;
}
