import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Clock } from '@rbee/hive';
import { nodeArguments } from '../../bin/node-arguments.mjs';
import type { CommandLine } from '../command-line/index.ts';
import type { ReadyQueen } from '../process-edges.ts';
import { pause } from '../time/index.ts';
import { TOKEN_QUESTION, type TokenQuestion } from '../token-question.ts';

/** How a process ended: its exit code or a signal, or neither if it could not be started. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** What a process says of itself when it is ready: its port if it has one, and of a queen what it is like. */
export interface Ready extends Partial<Omit<ReadyQueen, 'port'>> {
  readonly port: number | undefined;
}

/** A process that this process has started. */
export interface Child {
  /** Resolves when the process reports that it is ready; never if it ends first. */
  readonly ready: Promise<Ready>;
  readonly exited: Promise<Exit>;
  /** Asks a queen for a token for the hive that is started beside it; null if it needs none, or has ended. */
  hiveToken(hiveId: string): Promise<string | null>;
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
  const ready = new Promise<Ready>((resolve) => {
    child.on('message', (message) => {
      if (isReady(message)) resolve(message);
    });
  });
  const hiveToken = async (hiveId: string): Promise<string | null> => {
    const answer = new Promise<string | null>((resolve) => {
      const listener = (message: unknown): void => {
        if (!isToken(message)) return;
        child.off('message', listener);
        resolve(message.token);
      };
      child.on('message', listener);
    });
    child.send({ type: TOKEN_QUESTION, hiveId } satisfies TokenQuestion, () => {}); // if that fails, it has ended
    return Promise.race([answer, exited.then(() => null)]);
  };
  if (commandLine) child.send(commandLine, () => {}); // if sending fails, the child has ended and `exited` tells
  return { ready, exited, hiveToken, kill: (signal) => child.kill(signal) };
};

const typeOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;

const isReady = (message: unknown): message is Ready => typeOf(message) === 'ready';
const isToken = (message: unknown): message is { token: string | null } => typeOf(message) === TOKEN_QUESTION;

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
