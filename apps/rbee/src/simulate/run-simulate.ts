import type { Clock } from '@rbee/hive';
import type { Outcome } from '../outcome.ts';
import type { SimulateSettings } from '../settings/index.ts';
import { pause } from '../time/index.ts';
import { doorsOf } from './doors.ts';
import { type FleetShape, runFleet } from './fleet/index.ts';
import { createTally, linesOn, summary, type Tally } from './report/index.ts';

/** What a simulation needs from the process that it runs in. */
export interface SimulateEdges {
  readonly version: string;
  readonly clock: Clock;
  /** A number from 0 up to 1, for the jitter of the return. */
  readonly random: () => number;
  readonly print: (text: string) => void;
  /** Asks it to stop. */
  readonly stop: AbortSignal;
  /** Called once it has started. */
  readonly onReady: () => void;
}

/** Connections begun a second: an accept queue of a queen's size takes them without a drop. */
const CONNECTS_PER_S = 500;
const REPORT_MS = 5_000;
/** Longest wait for the last answers, and the time between two looks, milliseconds. */
const LAST_ANSWERS_MS = 1_000;
const LOOK_MS = 20;

/** Simulates a fleet until it is asked to stop, or for the given duration. */
export async function runSimulate(settings: SimulateSettings, edges: SimulateEdges): Promise<Outcome> {
  const { clock, random, print, stop } = edges;
  const { hives, workers, rate, queenUrl, seed, durationMs, outOfOrder, duplicates } = settings;
  const tally = createTally();
  const { door, unlinked } = doorsOf(queenUrl, wayOf(settings), () => clock.monotonic() - began, print);
  print(
    `Simulating ${hives} hives of ${workers} workers, each at ${rate} heartbeats/s, for the queen at ${queenUrl} (seed ${seed}). Press Ctrl-C to stop.`,
  );
  const began = clock.monotonic();
  const fleet = runFleet({
    shape: shapeOf(settings, edges),
    ...{ clock, random, tally, door, unlinked, outOfOrder, duplicates, connectsPerS: CONNECTS_PER_S },
  });
  edges.onReady();
  const elapsed = (): number => clock.monotonic() - began;
  let toldMs = 0;
  while (!stop.aborted && elapsed() < durationMs) {
    const leftMs = Math.min(toldMs + REPORT_MS, durationMs) - elapsed();
    await pause(clock, Math.max(0, leftMs), stop);
    if (elapsed() - toldMs < REPORT_MS) continue;
    for (const line of linesOn(tally.take(), (elapsed() - toldMs) / 1_000, fleet.standing())) print(line);
    toldMs = elapsed();
  }
  const ranMs = elapsed();
  fleet.rest();
  await lastAnswers(tally, clock);
  fleet.stop();
  print(summary(tally.total, ranMs / 1_000, tally.worstLagMs));
  return { code: 0 };
}

const wayOf = ({ link, post }: SimulateSettings) => (post ? 'post' : link ? 'link' : 'auto');

const shapeOf = (settings: SimulateSettings, { version, clock }: SimulateEdges): FleetShape => ({
  ...{ seed: settings.seed, hives: settings.hives, workers: settings.workers, churn: settings.churn },
  ...{ skewMs: settings.skewMs, version, beganMs: clock.now() },
  intervalMs: Math.round(1_000 / settings.rate),
});

/** Waits briefly for outstanding answers, so that the last figures are complete. */
async function lastAnswers({ total }: Tally, clock: Clock): Promise<void> {
  const untilMs = clock.monotonic() + LAST_ANSWERS_MS;
  const never = new AbortController().signal;
  while (total.sent > total.accepted + total.refused + total.failed && clock.monotonic() < untilMs) {
    await pause(clock, LOOK_MS, never);
  }
}
