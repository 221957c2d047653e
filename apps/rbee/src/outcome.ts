/** How a command ended: the exit code, and an optional sentence for standard error. */
export interface Outcome {
  /** 0: stopped on request; 1: failed; 2: invalid arguments or settings; for `rbee run`, the status of the command. */
  readonly code: number;
  /** The signal that ended the command of `rbee run`; the code is then what a shell gives. */
  readonly signal?: NodeJS.Signals;
  readonly sentence?: string;
  /** A thread is blocked in the kernel, for which a normal exit would wait. */
  readonly isBlocked?: boolean;
}
