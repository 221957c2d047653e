import { type HistoryTop, workerId } from '@rbee/contract';
import { TIER_STEP_MS } from '../block.ts';
import { FIELDS } from '../fields.ts';
import type { TopQuery } from '../queries.ts';
import type { Ranked, StoreReader } from '../store-reader.ts';
import { rfc3339 } from './times.ts';

type Item = HistoryTop['items'][number];

/** Sums of one item of the ranking: of a worker or GPU, or of those that are counted together. */
interface Sums {
  sum: number;
  max: number;
  count: number;
}

/** What used most ([P4]), from the minutes of the whole fleet. `now` is milliseconds since the epoch. */
export function answerTop(reader: StoreReader, query: TopQuery, now: number): HistoryTop {
  const { field, by, n, order } = query;
  const range = {
    from: Math.floor(query.from / MINUTE_MS) * MINUTE_MS,
    to: Math.ceil(Math.min(query.to, now) / MINUTE_MS) * MINUTE_MS,
  };
  const items = new Map<string, Item>();
  for (const { ranked, sums } of oneByOne(reader.ranked(rankedBy(query), field, range), by)) {
    const { key, names } = groupOf(ranked, by);
    const before = items.get(key);
    const { sum, max, count } = sums;
    items.set(key, {
      ...names,
      mean: (before?.mean ?? 0) + sum / count,
      max: Math.max(before?.max ?? max, max),
      count: (before?.count ?? 0) + count,
    });
  }
  const { from, to } = reader.rankedRange(range);
  const falling = [...items].sort(([a, one], [b, other]) => other[order] - one[order] || (a < b ? -1 : 1));
  return {
    from: rfc3339(from),
    to: rfc3339(Math.min(to, now)),
    field,
    by,
    items: falling.slice(0, n).map(([, item]) => ({ ...item, mean: rounded(item.mean) })),
  };
}

const MINUTE_MS = TIER_STEP_MS['1m'];

const rounded = (mean: number): number => Math.round(mean * 1e4) / 1e4;

/** Hives are ranked by their workers if workers have the field, else by their GPUs. */
const rankedBy = ({ by, field }: TopQuery): 'worker' | 'gpu' =>
  by === 'gpu' || (by === 'hive' && !(field in FIELDS.worker)) ? 'gpu' : 'worker';

/** Every worker or GPU once, also one that had several processes; for a ranking of models, once for each of its models. */
function oneByOne(ranked: Iterable<Ranked>, by: TopQuery['by']) {
  const all = new Map<string, { ranked: Ranked; readonly sums: Sums }>();
  for (const one of ranked) {
    if (one.count === 0) continue;
    const name = `${one.hive_id}\n${one.group}\n${one.instance}\n${one.uuid}`;
    const key = by === 'model' ? `${name}\n${one.model}` : name;
    const known = all.get(key);
    if (!known) {
      all.set(key, { ranked: one, sums: { sum: one.sum, max: one.max, count: one.count } });
      continue;
    }
    const { sums } = known;
    known.ranked = one;
    sums.sum += one.sum;
    sums.count += one.count;
    sums.max = Math.max(sums.max, one.max);
  }
  return all.values();
}

function groupOf(one: Ranked, by: TopQuery['by']): { readonly key: string; readonly names: Partial<Item> } {
  const { hive_id, group = '', instance = '', uuid = '', model = null } = one;
  if (by === 'hive') return { key: hive_id, names: { hive_id } };
  if (by === 'model') return { key: model === null ? '' : `=${model}`, names: { model } };
  if (by === 'gpu') return { key: `${hive_id}\n${uuid}`, names: { hive_id, gpu_uuid: uuid } };
  const worker_id = workerId(hive_id, { group, instance });
  return { key: worker_id, names: { hive_id, worker_id, model } };
}
