import type { FleetState } from '@rbee/queen-rbee-sdk';
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';

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

const wholeSecond = () => Math.floor(performance.now() / TICK_MS) * TICK_MS;

/**
 * Milliseconds of `performance.now()`, rounded down to the second and updated every second: nobody sets this clock,
 * so spans of time are right when the machine's clock jumps. Null on a server and during hydration, where the
 * server's time would differ from the browser's. All components share one interval, which runs only while one of
 * them is mounted.
 */
export const useNow = (): number | null => useSyncExternalStore(subscribe, wholeSecond, () => null);

/** A reading of a clock: it showed `timeMs` (since the epoch) when `performance.now()` was `readAt`. */
export interface ClockReading {
  readonly timeMs: number;
  readonly readAt: number;
}

/** When the last beats of the page's stores were written, by the queen's time in them. */
const beats = new Map<string, number>();
const MAX_BEATS = 256;

/** Notes when the state's beat was written, so that a monitor knows it that is mounted later, while the queen is away. */
export function noteBeat({ queen, beatAt }: Pick<FleetState, 'queen' | 'beatAt'>): void {
  if (queen === null || beatAt === undefined) return;
  if (beats.get(queen.timestamp) === beatAt) return;
  beats.delete(queen.timestamp);
  beats.set(queen.timestamp, beatAt);
  const [oldest] = beats.keys();
  if (beats.size > MAX_BEATS && oldest !== undefined) beats.delete(oldest);
}

/**
 * A reading of the queen's clock from the time in its last beat ([H7]): of the moment at which the beat was written,
 * if a store of the page received it, else of the first render. Null without a valid time.
 */
export const useQueenClock = (timestamp: string | undefined): ClockReading | null =>
  useMemo(() => {
    const timeMs = Date.parse(timestamp ?? '');
    if (timestamp === undefined || Number.isNaN(timeMs)) return null;
    return { timeMs, readAt: beats.get(timestamp) ?? performance.now() };
  }, [timestamp]);

/** The queen's clock for the parts of a monitor; null: that of this machine. */
export const QueenClockContext = createContext<ClockReading | null>(null);

/**
 * Seconds since a time of the queen's clock (RFC 3339), updated every second. Null on a server and for an invalid
 * time.
 *
 * @param clockOffsetMs how far this machine's clock is ahead of the queen's; without it the monitor's clock counts
 */
export function useAge(time: string, clockOffsetMs: number | undefined): number | null {
  const now = useNow();
  const ofMonitor = useContext(QueenClockContext);
  const ofMachine = useMemo(
    () => ({ timeMs: Date.now() - (clockOffsetMs ?? 0), readAt: performance.now() }),
    [clockOffsetMs],
  );
  const { timeMs, readAt } = (clockOffsetMs === undefined ? ofMonitor : null) ?? ofMachine;
  const ms = Date.parse(time);
  if (now === null || Number.isNaN(ms)) return null;
  return Math.round((timeMs + now - readAt - ms) / 1_000);
}
