import type { Range } from '../store-reader.ts';

/** A range of time that has yet to be sent: of one hive, or with `null` of all. */
export interface Missing extends Range {
  readonly hiveId: string | null;
}

/** Ranges of one hive, or of all, with the time of the last change. */
interface Entry {
  ranges: { from: number; to: number }[];
  at: number;
}

const ALL = '';
/** Beyond so many ranges of one hive the two that are closest become one. */
const MAX_RANGES = 8;
/** Beyond so many hives the ones that waited longest are left out. */
const MAX_HIVES = 20_000;

/** What was late or had to be passed over. It is bounded, and is kept with the cursor of the target. */
export class Backlog {
  readonly #entries = new Map<string, Entry>();

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** Adds a range; `now` is the time of the change. */
  add({ hiveId, from, to }: Missing, now: number): void {
    const key = hiveId ?? ALL;
    const entry = this.#entries.get(key) ?? { ranges: [], at: now };
    entry.at = now;
    const inside = entry.ranges.find((it) => from >= it.from && to <= it.to);
    if (!inside) entry.ranges = joined([...entry.ranges, { from, to }]);
    this.#entries.set(key, entry);
    if (this.#entries.size > MAX_HIVES) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest as string);
    }
  }

  /** The first part, at most `length` long, of what has not changed for `quietMs`; undefined if there is none. */
  take(now: number, quietMs: number, lengthOf: (hiveId: string | null) => number): Missing | undefined {
    for (const [key, entry] of this.#entries) {
      const [first, ...rest] = entry.ranges;
      if (!first || Math.abs(now - entry.at) < quietMs) continue;
      const hiveId = key === ALL ? null : key;
      const length = lengthOf(hiveId);
      const to = Math.min(first.to, Math.floor(first.from / length) * length + length);
      entry.ranges = to < first.to ? [{ from: to, to: first.to }, ...rest] : rest;
      if (entry.ranges.length === 0) this.#entries.delete(key);
      return { hiveId, from: first.from, to };
    }
    return undefined;
  }

  /** Everything, to be kept in a file. */
  *all(): Generator<Missing> {
    for (const [key, { ranges }] of this.#entries) {
      for (const { from, to } of ranges) yield { hiveId: key === ALL ? null : key, from, to };
    }
  }
}

/** The ranges in the order of time, without overlaps, and not too many of them. */
function joined(ranges: readonly Range[]): { from: number; to: number }[] {
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  while (result.length > MAX_RANGES) joinClosest(result);
  return result;
}

function joinClosest(ranges: { from: number; to: number }[]): void {
  let closest = 1;
  const gapBefore = (at: number): number => (ranges[at]?.from ?? 0) - (ranges[at - 1]?.to ?? 0);
  for (let at = 2; at < ranges.length; at += 1) if (gapBefore(at) < gapBefore(closest)) closest = at;
  const [removed] = ranges.splice(closest, 1);
  const before = ranges[closest - 1];
  if (before && removed) before.to = removed.to;
}
