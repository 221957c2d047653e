/**
 * Signals that are passed on to the command: all that somebody may send and that Node can hear without harm. Not those
 * that the kernel sends a process for its own doing (SIGPIPE, SIGXFSZ and SIGCHLD, which end no Node; SIGSEGV, SIGBUS,
 * SIGFPE, SIGILL and SIGTRAP), nor SIGPROF, by which Node profiles itself. SIGKILL, SIGSTOP and the real-time signals it
 * cannot hear.
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

/**
 * Signals to listen to. A terminal sends its own signals to the command itself: those that would end this process are
 * heard and let go, those of job control act on this process as they do on the command.
 */
export const heard = (onTerminal: boolean): readonly PassedSignal[] =>
  onTerminal ? PASSED.filter((it) => !OF_JOB_CONTROL.has(it)) : PASSED;

/** Whether this signal must be forwarded to the command. */
export const isPassedOn = (signal: PassedSignal, onTerminal: boolean): boolean =>
  !(onTerminal && (signal === 'SIGINT' || signal === 'SIGQUIT'));

const OF_JOB_CONTROL: ReadonlySet<PassedSignal> = new Set([
  'SIGWINCH',
  'SIGCONT',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
]);

/** Signals that also end the wait for leftover processes. */
export const asksToEnd = (signal: PassedSignal): boolean =>
  signal === 'SIGINT' || signal === 'SIGTERM' || signal === 'SIGHUP' || signal === 'SIGQUIT';
