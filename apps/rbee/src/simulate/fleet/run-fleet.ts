import type { Clock } from '@rbee/hive';
import type { Door, Refusal } from '../channel/index.ts';
import type { Tally } from '../report/index.ts';
import { createSheets, Pen } from '../text/index.ts';
import { createBeats } from './beats.ts';
import { createPace } from './pace.ts';
import { Seat } from './seat.ts';
import { type FleetShape, SimulatedHive } from './simulated-hive.ts';

/** Options of `runFleet`. */
export interface FleetOptions {
  readonly shape: FleetShape;
  readonly outOfOrder: number;
  readonly duplicates: number;
  /** Connections begun a second. */
  readonly connectsPerS: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly tally: Tally;
  readonly door: () => Door;
  readonly unlinked: (refusal: Refusal) => void;
}

export interface RunningFleet {
  standing(): { readonly up: number; readonly connected: number };
  /** Stops sending. */
  rest(): void;
  /** Stops sending and closes every connection. */
  stop(): void;
}

/** Time between two checks for due heartbeats, and the longest slice before the event loop runs, milliseconds. */
const LOOK_MS = 10;
const SLICE_MS = 15;

/** Runs a fleet: one timer for all of it. */
export function runFleet(options: FleetOptions): RunningFleet {
  const { shape, clock, tally, random, outOfOrder, duplicates, door, unlinked } = options;
  const shared = {
    ...{ seed: shape.seed, door, unlinked, tally, random, outOfOrder, duplicates },
    pen: new Pen(),
    sheets: createSheets(),
    pace: createPace(options.connectsPerS),
  };
  const seats = Array.from(
    { length: shape.hives },
    (_, place) => new Seat(new SimulatedHive(shape, place), place, shared),
  );
  const up = new Uint8Array(shape.hives);
  const beats = createBeats(shape.hives, shape.intervalMs);
  const beganMs = clock.monotonic();
  const now = (): number => clock.monotonic() - beganMs;
  let cancel = (): void => {};
  let stopped = false;

  const look = (dueMs: number): void => {
    if (stopped) return;
    const beganAt = now();
    tally.lag(Math.max(0, beganAt - dueMs));
    tally.add('skipped', beats.skip(beganAt));
    let atMs = beganAt;
    for (; atMs - beganAt < SLICE_MS; atMs = now()) {
      const place = beats.next(atMs);
      if (place === undefined) break;
      up[place] = seats[place]?.beat(atMs) ? 1 : 0;
    }
    const waitMs = beats.overdue(atMs) > 0 ? 0 : LOOK_MS;
    cancel = clock.after(waitMs, () => look(atMs + waitMs));
  };
  look(0);
  const rest = (): void => {
    stopped = true;
    cancel();
  };

  return {
    standing: () => ({
      up: up.reduce((sum, it) => sum + it, 0),
      connected: seats.reduce((sum, { isConnected }) => sum + (isConnected ? 1 : 0), 0),
    }),
    rest,
    stop: () => {
      rest();
      for (const seat of seats) seat.close();
    },
  };
}
