import { useState, useSyncExternalStore } from 'react';

const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

const tick = () => {
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

const wholeSecond = () => Math.floor(Date.now() / TICK_MS) * TICK_MS;

/** Null on the server and during hydration: the server's time would differ from the browser's. */
const noTime = () => null;

/**
 * The time in milliseconds since the epoch, rounded down to the second and updated every second; null on a
 * server and during hydration. All components share one interval, which runs only while one of them is mounted.
 */
export const useNow = (): number | null => useSyncExternalStore(subscribe, wholeSecond, noTime);

const GRAIN_MS = 1_000;

/**
 * How far this machine's clock is ahead of the queen's, in milliseconds, rounded to the second; 0 until the
 * queen has sent a time. It corrects ages, so that a device with a wrong clock still shows correctly how long
 * ago a hive was last heard ([H7]).
 */
export function useClockOffset(queenTimestamp: string | undefined): number {
  const [known, setKnown] = useState({ timestamp: queenTimestamp, offsetMs: offsetOf(queenTimestamp) });
  if (known.timestamp === queenTimestamp) return known.offsetMs;
  const offsetMs = offsetOf(queenTimestamp);
  setKnown({ timestamp: queenTimestamp, offsetMs });
  return offsetMs;
}

function offsetOf(timestamp: string | undefined): number {
  const ahead = timestamp === undefined ? 0 : Date.now() - Date.parse(timestamp);
  return Number.isFinite(ahead) ? Math.round(ahead / GRAIN_MS) * GRAIN_MS : 0;
}
