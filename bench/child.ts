import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { constants } from 'node:os';
import { setTimeout } from 'node:timers/promises';

/** USER_HZ of every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** A child process. It is ended when this process exits. */
export class Child {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Resolves at its exit with the exit status, or with the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
  readonly #killSignal: SpawnOptions['killSignal'];

  /** Starts `command`, a program and its arguments. Throws if there is no such program. */
  constructor(command: readonly string[], options: SpawnOptions) {
    const [program = '', ...args] = command;
    const child = spawn(program, args, options);
    this.process = child;
    this.#killSignal = options.killSignal;
    this.exited = once(child, 'exit').then(([status, signal]) => status ?? signal);
    this.exited.catch(() => {});
    if (child.pid === undefined) throw new Error(`${program} could not be started.`);
    this.pid = child.pid;
    const kill = (): boolean => child.kill(options.killSignal);
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
  }

  /** Resolves with the result of `promise`. Rejects if the process ends before. */
  whileItRuns<T>(promise: Promise<T>): Promise<T> {
    const ended = this.exited.then((how) => {
      throw new Error(`${this.process.spawnargs.join(' ')} ended early with ${how}.`);
    });
    return Promise.race([promise, ended]);
  }

  /** Resolves with the next message of the process. */
  async message(): Promise<unknown> {
    const [message] = await this.whileItRuns(once(this.process, 'message'));
    return message;
  }

  /** Sends a message and resolves with the answer. */
  ask(message: string | number): Promise<unknown> {
    const answer = this.message();
    this.process.send(message);
    return answer;
  }

  /** Waits until a server listens on a loopback port. */
  async untilListening(port: number): Promise<void> {
    while (!(await isListening(port))) await this.whileItRuns(setTimeout(50));
  }

  /** Sends a signal (SIGTERM if none is given here or at the start) and waits for the exit. Resolves like `exited`. */
  end(signal = this.#killSignal): Promise<number | NodeJS.Signals> {
    this.process.kill(signal);
    return this.exited;
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Makes SIGINT, SIGTERM and SIGHUP exit this process, which ends its children. */
export function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

/**
 * CPU time that a process, or a thread (`PID/task/TID`), has used, milliseconds: utime and stime of proc_pid_stat(5), and with `children` also cutime and
 * cstime, the time of children that it waited for.
 */
export function cpuMsOf(pid: number | string, children?: 'children'): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, children ? 15 : 13).map(Number);
  return (ticks.reduce((sum, it) => sum + it) * 1_000) / TICKS_PER_SECOND;
}

/** Resident memory of a process, MiB: VmRSS of proc_pid_status(5). */
export function residentMibOf(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kib === undefined) throw new Error(`Process ${pid} has no VmRSS.`);
  return Number(kib) / 1024;
}
