import { type ProcessStats, workerId } from '@rbee/contract';
import { type HiveSample, hasSameWorkers } from '../ingest/index.ts';
import { SortedIds } from './sorted-ids.ts';

/** A worker with its id across the fleet. */
export interface IndexedWorker {
  readonly id: string;
  readonly worker: ProcessStats;
}

interface IndexedHive {
  /** Has them as the hive gave them last. */
  sample: HiveSample;
  /** Ids of the workers, sorted, and the place of each among those given. */
  readonly ids: readonly string[];
  readonly places: readonly number[];
  /** The ids as the inside of a JSON list. */
  readonly json: string;
  readonly online: boolean;
}

/**
 * What is asked of the fleet again and again, kept up with every sample: which hives have workers of a model or a group, and
 * the ids of all that is online in their order ([R5], [S3]). Workers are looked for hive by hive: the ids of a hive's workers
 * all begin with its id and a slash, so in the order of those beginnings the workers of all hives are in order too.
 */
export class FleetIndex {
  readonly #hives = new Map<string, IndexedHive>();
  readonly #order = new SortedIds();
  readonly #onlineIds = new SortedIds();
  readonly #byModel = new Map<string, Set<string>>();
  readonly #byGroup = new Map<string, Set<string>>();
  #lists: { readonly workerIds: string; readonly hiveIds: string } | undefined;

  /** A hive has these workers from now on. */
  put(sample: HiveSample): void {
    const hiveId = sample.hive_id;
    const before = this.#hives.get(hiveId);
    const same = before !== undefined && isSame(before.sample, sample);
    const online = before?.online === true;
    if (same && online) {
      before.sample = sample;
      return;
    }
    this.#lists = undefined;
    this.#hives.set(hiveId, same ? { ...before, sample, online: true } : indexed(sample));
    if (!before) this.#order.add(`${hiveId}/`);
    if (!online) this.#onlineIds.add(hiveId);
    if (!same) this.#file(hiveId, before?.sample.workers ?? [], sample.workers);
  }

  /** A hive went down: its workers are no longer online ([R2]). */
  down(hiveId: string): void {
    const hive = this.#hives.get(hiveId);
    if (!hive?.online) return;
    this.#hives.set(hiveId, { ...hive, online: false });
    this.#onlineIds.delete(hiveId);
    this.#lists = undefined;
  }

  delete(hiveId: string): void {
    const hive = this.#hives.get(hiveId);
    if (!hive) return;
    this.down(hiveId);
    this.#hives.delete(hiveId);
    this.#order.delete(`${hiveId}/`);
    this.#file(hiveId, hive.sample.workers, []);
  }

  /** Workers of a hive, sorted by id. */
  workersOf(hiveId: string): readonly IndexedWorker[] {
    const hive = this.#hives.get(hiveId);
    if (!hive) return [];
    const { workers } = hive.sample;
    return hive.ids.map((id, index) => ({
      id,
      worker: workers[hive.places[index] as number] as ProcessStats,
    }));
  }

  /** Hives whose workers can come after that worker's id, in the order of their workers' ids. */
  *hivesAfter(afterId: string | null): Generator<string> {
    const after = afterId === null ? 0 : this.#order.placeOf(afterId);
    // The hive that the id itself belongs to is the one before: its beginning is shorter.
    for (const beginning of this.#order.from(Math.max(0, after - 1))) yield beginning.slice(0, -1);
  }

  /** Hives that have workers of one of the models and of one of the groups; null where neither is asked for. */
  candidates(models: ReadonlySet<string>, groups: ReadonlySet<string>): ReadonlySet<string> | null {
    const byModel = models.size > 0 ? union(this.#byModel, models) : null;
    const byGroup = groups.size > 0 ? union(this.#byGroup, groups) : null;
    if (byModel === null || byGroup === null) return byModel ?? byGroup;
    return new Set([...byModel].filter((hiveId) => byGroup.has(hiveId)));
  }

  /** Ids of online workers and hives, sorted, as JSON lists; made anew only when one came or went. */
  lists(): { readonly workerIds: string; readonly hiveIds: string } {
    if (!this.#lists) {
      const parts: string[] = [];
      for (const beginning of this.#order.from(0)) {
        const hive = this.#hives.get(beginning.slice(0, -1));
        if (hive?.online && hive.json !== '') parts.push(hive.json);
      }
      this.#lists = {
        workerIds: `[${parts.join(',')}]`,
        hiveIds: JSON.stringify([...this.#onlineIds.from(0)]),
      };
    }
    return this.#lists;
  }

  #file(hiveId: string, before: readonly ProcessStats[], after: readonly ProcessStats[]): void {
    refile(this.#byModel, hiveId, modelsOf(before), modelsOf(after));
    refile(this.#byGroup, hiveId, groupsOf(before), groupsOf(after));
  }
}

function indexed(sample: HiveSample): IndexedHive {
  const named = sample.workers
    .map((worker, place) => ({ id: workerId(sample.hive_id, worker), place }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const ids = named.map(({ id }) => id);
  const json = ids.map((id) => JSON.stringify(id)).join(',');
  return { sample, ids, places: named.map(({ place }) => place), json, online: true };
}

/** Whether the workers are those of before in the order of before, by their names and what they serve. */
function isSame(before: HiveSample, given: HiveSample): boolean {
  if (hasSameWorkers(before, given)) return true;
  if (before.workersCount !== given.workersCount) return false;
  return before.workers.every((one, index) => {
    const other = given.workers[index] as ProcessStats;
    return one.instance === other.instance && one.group === other.group && one.model === other.model;
  });
}

const modelsOf = (workers: readonly ProcessStats[]): ReadonlySet<string> =>
  new Set(workers.map(({ model }) => model).filter((it) => it !== null));

const groupsOf = (workers: readonly ProcessStats[]): ReadonlySet<string> =>
  new Set(workers.map(({ group }) => group));

function refile(
  index: Map<string, Set<string>>,
  hiveId: string,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): void {
  for (const name of before) {
    if (after.has(name)) continue;
    const hives = index.get(name);
    hives?.delete(hiveId);
    if (hives?.size === 0) index.delete(name);
  }
  for (const name of after) {
    const hives = index.get(name) ?? new Set();
    index.set(name, hives.add(hiveId));
  }
}

function union(index: ReadonlyMap<string, Set<string>>, names: ReadonlySet<string>): ReadonlySet<string> {
  const all = [...names].map((name) => index.get(name) ?? new Set<string>());
  return all.length === 1 ? (all[0] as Set<string>) : new Set(all.flatMap((it) => [...it]));
}
