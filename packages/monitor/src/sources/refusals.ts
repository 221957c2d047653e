import type { Answer } from './files.ts';

/** Remembers which files may not be read: being refused costs more than reading. */
export interface Refusals {
  /** The question's answer; for some samples after a refusal for want of permission it is not asked again. */
  unlessRefused<T>(path: string, question: () => Answer<T>): Answer<T>;
  /** Ends a sample. */
  turn(): void;
}

/** Samples for which a file that may not be read is not asked for again. */
const TURNS = 10;

/** Starts with nothing remembered. */
export function createRefusals(): Refusals {
  const left = new Map<string, number>();
  return {
    unlessRefused: (path, question) => {
      if (left.has(path)) return { ok: false, refusal: 'permission' };
      const answer = question();
      if (!answer.ok && answer.refusal === 'permission') left.set(path, TURNS);
      return answer;
    },
    turn: () => {
      for (const [path, turns] of left) {
        if (turns > 1) left.set(path, turns - 1);
        else left.delete(path);
      }
    },
  };
}
