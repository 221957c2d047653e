import { type FleetWorker, fleetHive, type HiveState } from '@rbee/queen-rbee-sdk';
import { hiveOf, workerOf } from '../testing.ts';

/** Workers of one hive whose instances are `0` to `count - 1`; `figures` gives what is different of each. */
export function workersOf(
  count: number,
  figures: (index: number) => Parameters<typeof workerOf>[0] = () => ({}),
  hive: Partial<HiveState> = {},
): readonly FleetWorker[] {
  const workers = Array.from({ length: count }, (_, index) =>
    workerOf({ instance: `${index}`, model: `model-${index}`, ...figures(index) }),
  );
  return fleetHive(hiveOf({ hive_id: 'gpu-1', workers, ...hive }), true).workers;
}
