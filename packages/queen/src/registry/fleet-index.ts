import { workerId } from '@rbee/contract';
import { hasSameWorkers, type Sample, type WorkerRow } from '../sample/index.ts';
import { SortedIds } from './sorted-ids.ts';

/** A worker with its id across the fleet. */
export interface IndexedWorker {
  readonly id: string;
  readonly worker: WorkerRow;
}

interface IndexedHive {
  /** Has them as the hive gave them last. */
  sample: Sample;
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
  readonly #byModel = new Index((rows) => rows.flatMap(({ model }) => model ?? []));
  readonly #byGroup = new Index((rows) => rows.map(({ group }) => group));
  #lists: { readonly workerIds: string; readonly hiveIds: string } | undefined;

  /** A hive has these workers from now on. */
  put(sample: Sample): void {
    const hiveId = sample.hive_id;
    const before = this.#hives.get(hiveId);
    const same = before !== undefined && hasSameWorkers(before.sample, sample);
    const online = before?.online === true;
    if (same && online) {
      before.sample = sample;
      return;
    }
    this.#lists = undefined;
    this.#hives.set(hiveId, same ? { ...before, sample, online: true } : indexed(sample));
    if (!before) this.#order.add(`${hiveId}/`);
    if (!online) this.#onlineIds.add(hiveId);
    if (!same) this.#update(hiveId, before?.sample.rows() ?? [], sample.rows());
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

  /** Hives whose workers can come after that worker's id, in the order of their workers' ids. */
  *hivesAfter(afterId: string | null): Generator<string> {
    const after = afterId === null ? 0 : this.#order.placeOf(afterId);
    // The hive that the id itself belongs to is the one before: its beginning is shorter.
    for (const beginning of this.#order.from(Math.max(0, after - 1))) yield beginning.slice(0, -1);
  }

  /** Hives that have workers of one of the models and of one of the groups; null where neither is asked for. */
  candidates(models: ReadonlySet<string>, groups: ReadonlySet<string>): ReadonlySet<string> | null {
    const byModel = models.size > 0 ? this.#byModel.hivesWith(models) : null;
    const byGroup = groups.size > 0 ? this.#byGroup.hivesWith(groups) : null;
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

/** Hives by a value of their workers; the function gives the values of a hive's workers. */
class Index {
  readonly #valuesOf: (rows: readonly WorkerRow[]) => readonly string[];
  readonly #hives = new Map<string, Set<string>>();

  constructor(valuesOf: (rows: readonly WorkerRow[]) => readonly string[]) {
    this.#valuesOf = valuesOf;
  }

  /** A hive's workers changed. */
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
