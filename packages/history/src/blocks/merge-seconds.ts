import type { SecondsBlock } from '../block.ts';
import { ABSENT } from '../cells.ts';
import { EntityUnion } from './entity-union.ts';
import { SECONDS } from './presence.ts';

/**
 * Adds late and backfilled samples to a minute that is kept. A second that both have stays as it is kept, so a repeat changes nothing
 * and the content of the result does not depend on the order ([P8]). Throws a `RangeError` if they are of different minutes or hives.
 */
export function mergeSeconds(kept: SecondsBlock, more: SecondsBlock): SecondsBlock {
  if (kept.hive_id !== more.hive_id || kept.start !== more.start) {
    throw new RangeError('Only blocks of the same minute of the same hive are merged.');
  }
  if (more.reported.every((has, second) => !has || kept.reported[second])) return kept;
  const union = new EntityUnion();
  const keptAt = union.add(kept.entities, kept.columns);
  const moreAt = union.add(more.entities, more.columns);
  const isSame =
    kept.entities.length === union.entities.length && kept.columns.length === union.columns.length;
  const cells = union.columns.map(() => new Float64Array(SECONDS).fill(ABSENT));
  copy(kept, keptAt, cells, () => true);
  copy(more, moreAt, cells, (second) => !kept.reported[second]);
  return {
    hive_id: kept.hive_id,
    start: kept.start,
    interval_ms: Math.min(kept.interval_ms, more.interval_ms),
    entities: isSame ? kept.entities : union.entities,
    columns: isSame ? kept.columns : union.columns,
    reported: kept.reported.map((has, second) => has || (more.reported[second] as number)),
    cells,
  };
}

function copy(
  from: SecondsBlock,
  positions: Int32Array,
  cells: readonly Float64Array[],
  takes: (second: number) => boolean,
): void {
  for (let second = 0; second < SECONDS; second += 1) {
    if (!from.reported[second] || !takes(second)) continue;
    for (let column = 0; column < from.cells.length; column += 1) {
      const into = cells[positions[column] as number];
      if (into) into[second] = from.cells[column]?.[second] as number;
    }
  }
}
