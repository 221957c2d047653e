import { useSyncExternalStore } from 'react';

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

/** A server's second is past when the page takes its text over, so neither of them says one. */
const noTime = () => null;

/**
 * The time in milliseconds since the epoch, cut to the second and renewed each second; null on a server and
 * until the page has taken over what that rendered. However many parts use it there is one interval, and
 * none while nobody does.
 */
export const useNow = (): number | null => useSyncExternalStore(subscribe, wholeSecond, noTime);
