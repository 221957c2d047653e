import { workerId } from '@rbee/contract';
import type { Filter } from '../filter.ts';
import type { Sample, WorkerRow } from '../sample/index.ts';
import { type HiveOrder, HiveSet, hivesIn, hivesOf } from './hive-order.ts';
import { HivesByValue } from './hives-by-value.ts';

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
 * Index of the fleet, updated with every sample: all hives, the hives by model and by group of their workers, in the orders of
 * the lists, and the ids of online hives and workers ([Q], [R5], [S3]).
 */
export class FleetIndex {
  readonly #hives = new Map<string, IndexedHive>();
  readonly #all = new HiveSet();
  readonly #byModel = new HivesByValue((rows) => rows.flatMap(({ modelNames }) => modelNames));
  readonly #byGroup = new HivesByValue((rows) => rows.map(({ group }) => group));
  #hivesOnline = 0;
  #lists: { readonly workerIds: string; readonly hiveIds: string } | undefined;

  /** Number of hives that are not down. */
  get hivesOnline(): number {
    return this.#hivesOnline;
  }

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
    if (!online) this.#hivesOnline += 1;
    this.#lists = undefined;
    this.#hives.set(hiveId, same ? { ...before, sample, online: true } : indexed(sample));
    if (!before) this.#all.add(hiveId);
    if (!same) this.#update(hiveId, before?.sample.rows() ?? [], sample.rows());
    return !same;
  }

  /** Removes a hive that went down from the lists of online ids ([R2]); its workers stay in the index. */
  markDown(hiveId: string): void {
    const hive = this.#hives.get(hiveId);
    if (!hive?.online) return;
    this.#hivesOnline -= 1;
    this.#hives.set(hiveId, { ...hive, online: false });
    this.#lists = undefined;
  }

  delete(hiveId: string): void {
    const hive = this.#hives.get(hiveId);
    if (!hive) return;
    this.markDown(hiveId);
    this.#hives.delete(hiveId);
    this.#all.delete(hiveId);
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

  /**
   * The hives that may match the filter, in order; those after the hive or the worker `after` (null: all), including that
   * worker's hive. The fleet may change while it runs.
   */
  hives(filter: Filter, order: HiveOrder, after: string | null): Iterable<string> {
    if (filter.hives.size > 0) return hivesIn(filter.hives, order, after);
    return hivesOf(this.#narrowest(filter), order, after);
  }

  /** Sorted ids of online workers and hives as JSON arrays; encoded again only after one was added or removed. */
  lists(): { readonly workerIds: string; readonly hiveIds: string } {
    if (!this.#lists) {
      const online = (order: HiveOrder) =>
        Array.from(hivesOf([this.#all], order, null), (id) => this.#hives.get(id) as IndexedHive).filter(
          (hive) => hive.online,
        );
      const workers = online('workers').flatMap(({ json }) => (json === '' ? [] : json));
      const hives = online('hives').map(({ sample }) => sample.hive_id);
      this.#lists = { workerIds: `[${workers.join(',')}]`, hiveIds: JSON.stringify(hives) };
    }
    return this.#lists;
  }

  /** The sets of hives with one of the models or with one of the groups, whichever are fewer; else all hives. */
  #narrowest({ models, groups }: Filter): readonly HiveSet[] {
    let narrowest: readonly HiveSet[] = [this.#all];
    if (models.size > 0) narrowest = smaller(narrowest, this.#byModel.having(models));
    if (groups.size > 0) narrowest = smaller(narrowest, this.#byGroup.having(groups));
    return narrowest;
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

const smaller = (one: readonly HiveSet[], other: readonly HiveSet[]): readonly HiveSet[] =>
  sizeOf(other) < sizeOf(one) ? other : one;

const sizeOf = (sets: readonly HiveSet[]): number => sets.reduce((sum, { size }) => sum + size, 0);
