import type { Clock } from '../clock/index.ts';
import { type Tick, tickDue, waitFor } from './grid.ts';

/**
 * Calls `onTick` at once and then every `intervalMs`, on a grid that does not drift however late the
 * timers are. The function it gives back stops it.
 */
export function startSteady(clock: Clock, intervalMs: number, onTick: (tick: Tick) => void): () => void {
  const grid = { startMs: clock.monotonic(), intervalMs };
  let last = -1;
  let stopped = false;
  let cancel = (): void => {};
  const run = (): void => {
    const tick = tickDue(grid, last, clock.monotonic());
    if (tick) {
      last = tick.index;
      onTick(tick);
    }
    if (!stopped) cancel = clock.after(waitFor(grid, last + 1, clock.monotonic()), run);
  };
  run();
  return () => {
    stopped = true;
    cancel();
  };
}
