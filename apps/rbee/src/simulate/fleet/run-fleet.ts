import type { Clock } from '@rbee/hive';
import { BeatSchedule } from './beat-schedule.ts';
import { FleetMember, type MemberOptions } from './fleet-member.ts';
import { RateLimit } from './rate-limit.ts';
import { type FleetShape, SimulatedHive } from './simulated-hive.ts';

/** Options of `runFleet`. */
export interface FleetOptions extends Omit<MemberOptions, 'seed' | 'connects'> {
  readonly shape: FleetShape;
  readonly connectsPerS: number;
  readonly clock: Clock;
}

/** A fleet that sends heartbeats. */
export interface RunningFleet {
  standing(): { readonly up: number; readonly connected: number };
  /** Stops sending. */
  rest(): void;
  /** Stops sending and closes every connection. */
  stop(): void;
}

/** Time between two checks for due heartbeats, and the longest slice before the event loop runs, milliseconds. */
const CHECK_MS = 10;
const SLICE_MS = 15;

/** Runs a fleet with one timer for all of it. */
export function runFleet(options: FleetOptions): RunningFleet {
  const { shape, clock, tally, connectsPerS } = options;
  const shared = { ...options, seed: shape.seed, connects: new RateLimit(connectsPerS) };
  const members = Array.from(
    { length: shape.hives },
    (_, place) => new FleetMember(new SimulatedHive(shape, place), place, shared),
  );
  const up = new Uint8Array(shape.hives);
  const beats = new BeatSchedule(shape.hives, shape.intervalMs);
  const beganMs = clock.monotonic();
  const now = (): number => clock.monotonic() - beganMs;
  let cancel = (): void => {};
  let isStopped = false;

  const check = (dueMs: number): void => {
    if (isStopped) return;
    const startMs = now();
    tally.lag(Math.max(0, startMs - dueMs));
    tally.add('skipped', beats.skip(startMs));
    let atMs = startMs;
    for (; atMs - startMs < SLICE_MS; atMs = now()) {
      const place = beats.next(atMs);
      if (place === undefined) break;
      up[place] = members[place]?.beat(atMs) ? 1 : 0;
    }
    const waitMs = beats.overdue(atMs) > 0 ? 0 : CHECK_MS;
    cancel = clock.after(waitMs, () => check(atMs + waitMs));
  };
  check(0);
  const rest = (): void => {
    isStopped = true;
    cancel();
  };

  return {
    standing: () => ({
      up: up.reduce((sum, it) => sum + it, 0),
      connected: members.reduce((sum, { isConnected }) => sum + (isConnected ? 1 : 0), 0),
    }),
    rest,
    stop: () => {
      rest();
      for (const member of members) member.close();
    },
  };
}
