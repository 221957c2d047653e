import { useMemo, useSyncExternalStore } from 'react';

const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    for (const notify of listeners) notify();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

const wholeSecond = () => Math.floor(Date.now() / TICK_MS) * TICK_MS;

/**
 * The time in milliseconds since the epoch, rounded down to the second and updated every second; null on a
 * server and during hydration, where the server's time would differ from the browser's. All components share
 * one interval, which runs only while one of them is mounted.
 */
export const useNow = (): number | null => useSyncExternalStore(subscribe, wholeSecond, () => null);

/**
 * How far this machine's clock is ahead of the queen's, in milliseconds, rounded to the second; 0 until the
 * queen has sent a time. Ages are corrected by it, so that they are right on a device with a wrong clock ([H7]).
 */
export const useClockOffset = (queenTimestamp: string | undefined): number =>
  useMemo(() => {
    const aheadMs = Date.now() - Date.parse(queenTimestamp ?? '');
    return Number.isNaN(aheadMs) ? 0 : Math.round(aheadMs / 1_000) * 1_000;
  }, [queenTimestamp]);
