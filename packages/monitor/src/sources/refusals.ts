/** Remembers which files may not be read: being refused costs more than reading. */
export interface Refusals {
  /** Whether a file was refused for want of permission some samples ago, and is not to be asked for again yet. */
  isRefused(path: string): boolean;
  /** A file was refused for want of permission. */
  add(path: string): void;
  /** Ends a sample. */
  turn(): void;
}

/** Samples for which a file that may not be read is not asked for again. */
const TURNS = 10;

/** Starts with nothing remembered. */
export function createRefusals(): Refusals {
  const until = new Map<string, number>();
  let turn = 0;
  return {
    isRefused: (path) => until.has(path),
    add: (path) => until.set(path, turn + TURNS),
    turn: () => {
      turn += 1;
      until.forEach((last, path) => {
        if (last <= turn) until.delete(path);
      });
    },
  };
}
