import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../tree.ts';

/** A program of the project, started by a test in a separate process. */
export interface Program {
  readonly pid: number;
  /** Port that it listens on; 0 if none. */
  readonly port: number;
  /** Its output so far. */
  output(): string;
  /** Stops it and waits for its exit; returns the exit status, null if a signal ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Starts `rbee <args>` and waits until it is ready. */
export const startRbee = (...args: string[]): Promise<Program> => start('apps/rbee/src/main.ts', args);

/** Starts a sample worker on a free port and waits until it is ready. */
export async function startSampleWorker(port: number, model: string): Promise<Program> {
  return start('apps/sample-worker/src/main.ts', ['--port', String(port), '--model', model]);
}

/** Stops all programs that a test left running. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map((child) => endChild(child, 'SIGTERM')));
}

async function start(script: string, args: readonly string[]): Promise<Program> {
  const child = fork(`${ROOT}${script}`, args, { execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const ready = once(child, 'message');
  const exit = once(child, 'exit').then(([code]) => {
    throw new Error(`${script} ${args.join(' ')} ended with ${code} before it was ready:\n${output}`);
  });
  const [message] = await Promise.race([ready, exit]);
  return {
    pid: child.pid ?? 0,
    port: (message as { port?: number }).port ?? 0,
    output: () => output,
    end: (signal = 'SIGTERM') => endChild(child, signal),
  };
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }
  return child.exitCode;
}
