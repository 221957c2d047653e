import type { RolledBlock, SecondsBlock } from '../block.ts';
import { isUnknown, isValue, reasonNumber } from '../cells.ts';
import type { Column, Entity } from '../second.ts';

/** What a minute says of each second, whatever the order of its entities and columns: for tests to compare. */
export function plainSeconds(blocks: Iterable<SecondsBlock>): Record<string, readonly (number | string)[]> {
  const plain: Record<string, (number | string)[]> = {};
  for (const { hive_id, start, entities, columns, cells, reported } of blocks) {
    plain[`${hive_id} ${start}`] = [...reported];
    columns.forEach((column, position) => {
      const words = [...(cells[position] ?? [])].map(wordOf);
      if (words.some((it) => it !== '')) plain[`${hive_id} ${start} ${nameOf(entities, column)}`] = words;
    });
  }
  return plain;
}

/** What points say of each figure, without those that have neither a value nor an unknown one. */
export function plainPoints(blocks: Iterable<RolledBlock>): Record<string, readonly number[]> {
  const plain: Record<string, readonly number[]> = {};
  for (const { hive_id, start, step, entities, columns, points, reported } of blocks) {
    plain[`${hive_id} ${start} ${step}`] = [reported];
    columns.forEach((column, position) => {
      const point = points[position];
      if (point === undefined || point.count + point.unknown === 0) return;
      const { min, max, sum, count, unknown, reason } = point;
      const values = count > 0 ? [min, max, Math.round(sum * 1_000) / 1_000] : [];
      plain[`${hive_id} ${start} ${nameOf(entities, column)}`] = [count, unknown, reason, ...values];
    });
  }
  return plain;
}

const wordOf = (cell: number): number | string => {
  if (isValue(cell)) return cell;
  return isUnknown(cell) ? `unknown ${reasonNumber(cell)}` : '';
};

function nameOf(entities: readonly Entity[], { entity, field }: Column): string {
  const of = entities[entity];
  const whole = of?.kind === 'use' ? { ...of, worker: entities[of.worker] } : of;
  return `${JSON.stringify(whole)} ${field}`;
}
