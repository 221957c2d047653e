import type { Running } from './programs.ts';

/**
 * Signals that are passed on to the command: all that a user or program may send and that Node can handle safely. Left out
 * are signals that the kernel sends for errors of a process (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP), SIGPIPE, SIGXFSZ
 * and SIGCHLD, which do not end Node, and SIGPROF, which Node uses for profiling. Node cannot handle SIGKILL, SIGSTOP and
 * the real-time signals.
 */
export const PASSED = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGABRT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGVTALRM',
  'SIGIO',
  'SIGPWR',
  'SIGSTKFLT',
  'SIGSYS',
  'SIGXCPU',
  'SIGURG',
  'SIGWINCH',
  'SIGCONT',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
] as const;

/** A signal that is passed on. */
export type PassedSignal = (typeof PASSED)[number];

/** Subscribes to signals of this process. */
export type OnSignal = (signals: readonly PassedSignal[], listener: (signal: PassedSignal) => void) => void;

const JOB_CONTROL = new Set<PassedSignal>(['SIGWINCH', 'SIGCONT', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU']);
const FROM_TERMINAL = new Set<PassedSignal>(['SIGINT', 'SIGQUIT']);
const TERMINATING = new Set<PassedSignal>(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']);

/**
 * Passes the signals of this process on to a command. A terminal sends its signals to the command itself: SIGINT and
 * SIGQUIT are then handled and ignored here, so that they do not end this process, and the signals of job control keep
 * their normal effect on it.
 */
export class SignalRelay {
  readonly #early: PassedSignal[] = [];
  readonly #force = new AbortController();
  readonly #onTerminal: boolean;
  #handle = (signal: PassedSignal): void => {
    this.#early.push(signal);
  };

  constructor(onSignal: OnSignal, onTerminal: boolean) {
    this.#onTerminal = onTerminal;
    const signals = onTerminal ? PASSED.filter((signal) => !JOB_CONTROL.has(signal)) : PASSED;
    onSignal(signals, (signal) => this.#handle(signal));
  }

  /** A terminating signal that arrived before the command was started. */
  get earlyEnd(): PassedSignal | undefined {
    return this.#early.find((signal) => TERMINATING.has(signal));
  }

  /** Passes signals on from now, including those that have arrived already. */
  passTo(command: Running): void {
    this.#handle = (signal) => {
      if (!this.#onTerminal || !FROM_TERMINAL.has(signal)) command.kill(signal);
    };
    for (const signal of this.#early.splice(0)) this.#handle(signal);
  }

  /** After the command has ended: aborts at the next terminating signal. */
  untilNextEnd(): AbortSignal {
    this.#handle = (signal) => {
      if (TERMINATING.has(signal)) this.#force.abort();
    };
    return this.#force.signal;
  }
}
