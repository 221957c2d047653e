import { LIMITS } from '@rbee/contract';
import type { Fleet } from './fleet.ts';

/** How often silence is looked for, milliseconds: a hive is seen to be degraded or down that much late at most. */
const SWEEP_MS = 250;

/** Starts the queen's two timers, of which `tend` is part; the function that it returns stops them. */
export function startHeart(fleet: Fleet, tend: () => void): () => void {
  const sweep = setInterval(() => {
    tend();
    fleet.sweep();
  }, SWEEP_MS).unref();
  const beat = setInterval(() => fleet.beat(), LIMITS.queenBeatMs).unref();
  return () => {
    clearInterval(sweep);
    clearInterval(beat);
  };
}
