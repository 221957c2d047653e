import { workerId } from '@rbee/contract';
import type { Sample, WorkerRow } from '../sample/index.ts';
import { SortedIds } from './sorted-ids.ts';

/** A worker with its fleet-wide id. */
export interface IndexedWorker {
  readonly id: string;
  readonly worker: WorkerRow;
}

interface IndexedHive {
  /** The hive's last sample. */
  sample: Sample;
  /** Sorted ids of the workers, and the position of each in the sample. */
  readonly ids: readonly string[];
  readonly places: readonly number[];
  /** The ids as the content of a JSON array, without brackets. */
  readonly json: string;
  readonly online: boolean;
}

/**
 * Index of the fleet, updated with every sample: the hives by model and by group of their workers, and the sorted ids of
 * online hives and workers ([R5], [S3]). A worker's id starts with its hive's id and a slash, so visiting the hives in the
 * order of these prefixes visits all workers in order.
 */
export class FleetIndex {
  readonly #hives = new Map<string, IndexedHive>();
  readonly #hivePrefixes = new SortedIds();
  readonly #onlineIds = new SortedIds();
  readonly #byModel = new HivesByValue((rows) => rows.flatMap(({ modelNames }) => modelNames));
  readonly #byGroup = new HivesByValue((rows) => rows.map(({ group }) => group));
  #lists: { readonly workerIds: string; readonly hiveIds: string } | undefined;

  /** Replaces the workers of a hive; true if they differ from those of its previous sample. */
  put(sample: Sample): boolean {
    const hiveId = sample.hive_id;
    const before = this.#hives.get(hiveId);
    const same = before?.sample.hasWorkersOf(sample) === true;
    const online = before?.online === true;
    if (same && online) {
      before.sample = sample;
      return false;
    }
    this.#lists = undefined;
    this.#hives.set(hiveId, same ? { ...before, sample, online: true } : indexed(sample));
    if (!before) this.#hivePrefixes.add(`${hiveId}/`);
    if (!online) this.#onlineIds.add(hiveId);
    if (!same) this.#update(hiveId, before?.sample.rows() ?? [], sample.rows());
    return !same;
  }

  /** Removes a hive that went down from the lists of online ids ([R2]); its workers stay in the index. */
  markDown(hiveId: string): void {
    const hive = this.#hives.get(hiveId);
    if (!hive?.online) return;
    this.#hives.set(hiveId, { ...hive, online: false });
    this.#onlineIds.delete(hiveId);
    this.#lists = undefined;
  }

  delete(hiveId: string): void {
    const hive = this.#hives.get(hiveId);
    if (!hive) return;
    this.markDown(hiveId);
    this.#hives.delete(hiveId);
    this.#hivePrefixes.delete(`${hiveId}/`);
    this.#update(hiveId, hive.sample.rows(), []);
  }

  /** Workers of a hive, sorted by id. */
  workersOf(hiveId: string): readonly IndexedWorker[] {
    const hive = this.#hives.get(hiveId);
    if (!hive) return [];
    const rows = hive.sample.rows();
    return hive.ids.map((id, index) => ({
      id,
      worker: rows[hive.places[index] as number] as WorkerRow,
    }));
  }

  /** Hives that may have workers after `afterId`, in the order of their workers' ids. */
  *hivesAfter(afterId: string | null): Generator<string> {
    const after = afterId === null ? 0 : this.#hivePrefixes.placeOf(afterId);
    // The prefix of the id's own hive sorts just before the id.
    for (const prefix of this.#hivePrefixes.from(Math.max(0, after - 1))) yield prefix.slice(0, -1);
  }

  /** Hives with workers of one of the models and one of the groups; null if neither filter is set. */
  candidates(models: ReadonlySet<string>, groups: ReadonlySet<string>): ReadonlySet<string> | null {
    const byModel = models.size > 0 ? this.#byModel.hivesWith(models) : null;
    const byGroup = groups.size > 0 ? this.#byGroup.hivesWith(groups) : null;
    if (byModel === null || byGroup === null) return byModel ?? byGroup;
    return new Set([...byModel].filter((hiveId) => byGroup.has(hiveId)));
  }

  /** Sorted ids of online workers and hives as JSON arrays; encoded again only after one was added or removed. */
  lists(): { readonly workerIds: string; readonly hiveIds: string } {
    if (!this.#lists) {
      const parts: string[] = [];
      for (const prefix of this.#hivePrefixes.from(0)) {
        const hive = this.#hives.get(prefix.slice(0, -1));
        if (hive?.online && hive.json !== '') parts.push(hive.json);
      }
      this.#lists = {
        workerIds: `[${parts.join(',')}]`,
        hiveIds: JSON.stringify([...this.#onlineIds.from(0)]),
      };
    }
    return this.#lists;
  }

  #update(hiveId: string, before: readonly WorkerRow[], after: readonly WorkerRow[]): void {
    for (const index of [this.#byModel, this.#byGroup]) index.update(hiveId, before, after);
  }
}

function indexed(sample: Sample): IndexedHive {
  const named = sample
    .rows()
    .map((worker, place) => ({ id: workerId(sample.hive_id, worker), place }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const ids = named.map(({ id }) => id);
  const json = ids.map((id) => JSON.stringify(id)).join(',');
  return { sample, ids, places: named.map(({ place }) => place), json, online: true };
}

/** Inverted index: hives by a value of their workers. The function returns the values of a hive's workers. */
class HivesByValue {
  readonly #valuesOf: (rows: readonly WorkerRow[]) => readonly string[];
  readonly #hives = new Map<string, Set<string>>();

  constructor(valuesOf: (rows: readonly WorkerRow[]) => readonly string[]) {
    this.#valuesOf = valuesOf;
  }

  /** Updates the entries of a hive whose workers changed. */
  update(hiveId: string, before: readonly WorkerRow[], after: readonly WorkerRow[]): void {
    const [old, next] = [new Set(this.#valuesOf(before)), new Set(this.#valuesOf(after))];
    for (const value of old) {
      if (next.has(value)) continue;
      const hives = this.#hives.get(value);
      hives?.delete(hiveId);
      if (hives?.size === 0) this.#hives.delete(value);
    }
    for (const value of next) {
      const hives = this.#hives.get(value) ?? new Set();
      this.#hives.set(value, hives.add(hiveId));
    }
  }

  /** Hives that have a worker with one of these values. */
  hivesWith(values: ReadonlySet<string>): ReadonlySet<string> {
    const all = [...values].map((value) => this.#hives.get(value) ?? new Set<string>());
    return all.length === 1 ? (all[0] as Set<string>) : new Set(all.flatMap((it) => [...it]));
  }
}
