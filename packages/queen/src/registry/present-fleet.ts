import type { QueenClock } from '../time.ts';
import type { FleetIndex } from './fleet-index.ts';
import type { HiveStatus, Registry } from './registry.ts';

/** The fleet as lists and metrics read it. */
export interface PresentFleet {
  readonly index: FleetIndex;
  /** A hive with its present status; undefined if it is unknown. */
  readonly find: (hiveId: string) => HiveStatus | undefined;
  /** The present time of the monotonic clock, milliseconds. */
  readonly monotonic: () => number;
  /** Memory of the state of a hive, bytes, as counted. */
  readonly bytesOf: (hiveId: string) => number;
}

/** The fleet of a registry, at the time of each call by that clock. */
export function presentFleet(registry: Registry, clock: QueenClock): PresentFleet {
  const monotonic = () => clock.monotonic();
  return {
    index: registry.index,
    find: (hiveId) => registry.find(hiveId, monotonic()),
    monotonic,
    bytesOf: (hiveId) => registry.bytesOf(hiveId),
  };
}
