import { LIMITS } from '@rbee/contract';
import type { QueenClock } from '../time.ts';
import type { Fleet } from './fleet.ts';

/** How often silence is looked for, milliseconds: a hive is seen to be degraded or down that much late at most. */
const SWEEP_MS = 250;

/**
 * Starts the queen's two timers, of which `tend` is part; the function that it returns stops them. A queen that was too
 * busy to listen reads what came meanwhile before it takes anybody for silent.
 */
export function startHeart(
  fleet: Pick<Fleet, 'sweep' | 'beat'>,
  clock: QueenClock,
  tend: () => void,
): () => void {
  const look = (): void => {
    tend();
    fleet.sweep();
  };
  let dueAt = clock.monotonic() + SWEEP_MS;
  const sweep = setInterval(() => {
    const now = clock.monotonic();
    const isLate = now - dueAt >= SWEEP_MS;
    dueAt = now + SWEEP_MS;
    if (isLate) setImmediate(look);
    else look();
  }, SWEEP_MS).unref();
  const beat = setInterval(() => fleet.beat(), LIMITS.queenBeatMs).unref();
  return () => {
    clearInterval(sweep);
    clearInterval(beat);
  };
}
