import type { Column, Entity, RolledBlock, RolledPoint, SecondsBlock } from '../src/index.ts';

interface Block {
  readonly entities: readonly Entity[];
  readonly columns: readonly Column[];
}

function nameOf(entities: readonly Entity[], { entity, field }: Column): string {
  const it = entities[entity];
  return JSON.stringify([it?.kind === 'use' ? [it.uuid, entities[it.worker]] : it, field]);
}

const named = <T>({ entities, columns }: Block, values: readonly T[]): Record<string, T | undefined> =>
  Object.fromEntries(columns.map((column, i) => [nameOf(entities, column), values[i]]));

/** What a block says, whatever the order of its entities and columns; columns without any cell say nothing. */
export function contentOf(block: SecondsBlock): object {
  const { hive_id, start, interval_ms, reported } = block;
  const hasCells = block.cells.map((cells) => cells.some((cell) => !Number.isNaN(cell)));
  const columns = block.columns.filter((_, i) => hasCells[i]);
  const cells = block.cells.filter((_, i) => hasCells[i]).map((it) => [...it]);
  const all = named({ ...block, columns }, cells);
  return { hive_id, start, interval_ms, reported: [...reported], cells: all };
}

/** The same of a rolled-up block. */
export function rolledContentOf(block: RolledBlock): object {
  const { hive_id, start, step, expected, reported } = block;
  const says = ({ count, unknown }: RolledPoint) => count + unknown > 0;
  const columns = block.columns.filter((_, i) => says(block.points[i] as RolledPoint));
  const points = named({ ...block, columns }, block.points.filter(says));
  return { hive_id, start, step, expected, reported, points };
}
