import { roll } from './dice.ts';

/** Times here are milliseconds since the simulation began; before it they are negative. */
export interface Run {
  /** Number of earlier ones. */
  readonly count: number;
  readonly startMs: number;
  /** When it ends; Infinity where nothing ends it. */
  readonly endMs: number;
}

/** One run of a hive, on one of the two machines that take turns in a place of the fleet. */
export interface Life extends Run {
  /** Index of its machine. */
  readonly machine: number;
  /** Whether its machine was rebooted. */
  readonly rebooted: boolean;
}

/** Where and in what fleet a hive lives. */
export interface Place {
  readonly seed: number;
  /** Its place, 0 to `places` - 1. */
  readonly place: number;
  readonly places: number;
  /** Share of the hives that ends each minute, 0 to 1. */
  readonly churn: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The first life in a place: it begins with the simulation. */
export const firstLife = (at: Place): Life => {
  const endMs = lifetimeMs(roll(at.seed, at.place, 0, 101), at.churn);
  return { count: 0, startMs: 0, endMs, machine: at.place, rebooted: false };
};

/**
 * The life after that one: either the machine starts anew, which takes it a while, or it is switched off and another one
 * reports at once. That one was off before, so that a fleet has at most two names for each of its places.
 */
export function nextLife(at: Place, { count, endMs, machine }: Life): Life {
  const next = count + 1;
  const rebooted = roll(at.seed, at.place, next, 102) < 0.5;
  const startMs = endMs + (rebooted ? 20_000 + 40_000 * roll(at.seed, at.place, next, 103) : 0);
  return {
    count: next,
    startMs,
    rebooted,
    endMs: startMs + lifetimeMs(roll(at.seed, at.place, next, 101), at.churn),
    machine: rebooted ? machine : (machine + at.places) % (2 * at.places),
  };
}

/** What a worker's runs depend on. */
export interface WorkerPlace {
  readonly seed: number;
  readonly worker: number;
  readonly churn: number;
}

/** A worker's run at the beginning of its hive's life: it was there long before, unless the machine was started anew. */
export function firstRun({ seed, worker, churn }: WorkerPlace, { count, startMs, rebooted }: Life): Run {
  const luck = roll(seed, worker, count, 104);
  const ageMs = rebooted ? 8_000 + 12_000 * luck : MINUTE_MS + 21 * DAY_MS * luck ** 3;
  const first = count * 1_000;
  return {
    count: first,
    startMs: startMs - ageMs,
    endMs: startMs + lifetimeMs(roll(seed, worker, first, 105), churn),
  };
}

/** A worker's run after that one: it is gone for some seconds, and begins again. */
export function nextRun({ seed, worker, churn }: WorkerPlace, { count, endMs }: Run): Run {
  const next = count + 1;
  const startMs = endMs + 2_000 + 10_000 * roll(seed, worker, next, 106);
  return {
    count: next,
    startMs,
    endMs: startMs + 5_000 + lifetimeMs(roll(seed, worker, next, 105), churn),
  };
}

/** A random lifetime if that share ends each minute, independent of age (exponential). */
const lifetimeMs = (luck: number, churn: number): number =>
  churn > 0 ? (-Math.log(1 - luck) * MINUTE_MS) / churn : Number.POSITIVE_INFINITY;
