import type { FleetHive } from '../fleet-hive.ts';
import { addHiveSigns } from './hive-signs.ts';
import { byGravity, type FleetProblem, type Sign } from './problem.ts';
import { problemOf } from './tracker.ts';
import { versionSigns } from './version-signs.ts';
import { addWorkerSigns } from './worker-signs.ts';

/**
 * What one picture of a fleet shows to be wrong, without knowing how long it has been so: for a single look, as of a command. A page
 * follows the fleet with a `ProblemTracker`, which also finds what is only seen over time.
 *
 * @param now the queen's time, milliseconds since the epoch
 */
export function problemsOf(hives: readonly FleetHive[], now: number): readonly FleetProblem[] {
  const signs: Sign[] = [...versionSigns(hives)];
  for (const hive of hives) {
    addHiveSigns(signs, hive);
    for (const worker of hive.workers) addWorkerSigns(signs, worker);
  }
  return signs
    .filter(({ isOn }) => isOn)
    .map((sign) => problemOf(sign, sign.began ?? now, sign.began !== undefined))
    .sort(byGravity);
}
