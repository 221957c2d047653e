/** How a command ended: the exit code, and a sentence for standard error where there is something to say. */
export interface Outcome {
  /** 0: it was asked to stop; 1: it failed; 2: it cannot run as it was told to; of `rbee run`, the command's own. */
  readonly code: number;
  /** The signal that ended the command of `rbee run`; the code is then what a shell gives. */
  readonly signal?: NodeJS.Signals;
  readonly sentence?: string;
}
