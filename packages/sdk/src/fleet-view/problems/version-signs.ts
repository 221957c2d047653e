import type { FleetHive } from '../fleet-hive.ts';
import type { Sign } from './problem.ts';

type Counts = Map<string, number>;

const count = (counts: Counts, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

/** Versions that should be one: of the hives, and of each engine that serves a model on several workers. */
export function versionSigns(hives: readonly FleetHive[]): readonly Sign[] {
  const ofHives: Counts = new Map();
  const ofModels = new Map<string, Map<string, Counts>>();
  for (const { hive, report, workers } of hives) {
    if (report !== 'reporting') continue;
    if (hive.node) count(ofHives, hive.node.agent.version);
    for (const { stats } of workers) {
      if (!stats.engine?.version || stats.model === null) continue;
      const engines = ofModels.get(stats.model) ?? new Map<string, Counts>();
      ofModels.set(stats.model, engines);
      const versions: Counts = engines.get(stats.engine.kind) ?? new Map();
      engines.set(stats.engine.kind, versions);
      count(versions, stats.engine.version);
    }
  }
  const signs: Sign[] = [];
  if (ofHives.size > 1) {
    const of = { kind: 'hive_versions', subject: {}, isOn: true, values: valuesOf(ofHives) } as const;
    signs.push({ id: 'hive_versions', ...of });
  }
  for (const [model, engines] of ofModels) {
    for (const [engine, versions] of engines) {
      if (versions.size < 2) continue;
      const of = { kind: 'engine_versions', subject: { model }, isOn: true } as const;
      signs.push({
        id: `engine_versions:${engine}:${model}`,
        ...of,
        values: { engine, ...valuesOf(versions) },
      });
    }
  }
  return signs;
}

/** Versions that are named; the rest is counted. */
const MOST_NAMED = 4;

/** `versions` names the most frequent with their numbers, `rarest` is the one of the fewest, `count` how many there are. */
function valuesOf(versions: Counts): { versions: string; rarest: string; count: number } {
  const sorted = [...versions].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const named = sorted.slice(0, MOST_NAMED).map(([version, n]) => `${version} (${n})`);
  return {
    versions: `${named.join(', ')}${sorted.length > MOST_NAMED ? ', …' : ''}`,
    rarest: sorted.at(-1)?.[0] ?? '',
    count: sorted.length,
  };
}
