import { wandering } from './dice.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The first Monday of 1970, from which weeks are counted. */
const MONDAY_MS = 4 * DAY_MS;

/** How much of the busiest hour is asked for at that moment where clocks are so far ahead of UTC, 0.1 to 1. */
export function diurnal(nowMs: number, zoneHours: number): number {
  const localMs = nowMs + zoneHours * HOUR_MS;
  const hour = (localMs % DAY_MS) / HOUR_MS;
  const weekday = Math.floor((localMs - MONDAY_MS) / DAY_MS) % 7;
  // Least at four in the morning, most from the late morning to the afternoon, with a dent at noon.
  const wave = 0.5 - 0.5 * Math.cos(((hour - 4) / 24) * 2 * Math.PI);
  const noon = 0.12 * Math.exp(-(((hour - 12.5) / 0.9) ** 2));
  return Math.max(0.1, (wave ** 0.8 - noon) * (weekday < 5 ? 1 : 0.55));
}

/** The requests of a worker at a moment. */
export interface Demand {
  /** Requests that it works on, at most as many as it has slots. */
  readonly running: number;
  /** Requests that wait for a slot. */
  readonly waiting: number;
}

/** Numbers of `wandering()` that belong to one worker. */
const KEYS = 16;

/** The requests of a worker; `popularity` is the share of its slots in use at the busiest hour, `hourly` is from `diurnal`. */
export function demandAt(
  { seed, worker, slots, popularity }: { seed: number; worker: number; slots: number; popularity: number },
  hourly: number,
  nowMs: number,
): Demand {
  const mood = 0.3 + 1.4 * wandering(seed, worker * KEYS, nowMs / 75_000);
  const wanted = popularity * hourly * mood * slots;
  const present = Math.floor(wanted + wandering(seed, worker * KEYS + 1, nowMs / 3_500));
  return { running: Math.min(slots, present), waiting: Math.max(0, present - slots) };
}
