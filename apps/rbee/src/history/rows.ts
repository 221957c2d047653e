import {
  type Cell,
  type Entity,
  isUnknown,
  isValue,
  type Range,
  type RolledBlock,
  reasonNumber,
  reasonOf,
  type SecondsBlock,
  type StoreReader,
  type Tier,
  type Want,
} from '@rbee/history';

/** What is exported. */
export interface Selection extends Range {
  readonly tier: Tier;
  /** Ids of the hives; all that have anything in the range if it is empty. */
  readonly hives: readonly string[];
  readonly want: Want;
}

/** One figure at one time; fields are the columns of its tier (`columnsOf`). */
export type Row = Readonly<Record<string, string | number | null>>;

/** A column of the exported table. A `text` or `number` is null if it does not apply or is not known. */
export interface Column {
  readonly name: string;
  readonly type: 'time' | 'text' | 'number' | 'integer';
}

const ABOUT: readonly Column[] = [
  { name: 'time', type: 'time' },
  { name: 'hive_id', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'group', type: 'text' },
  { name: 'instance', type: 'text' },
  { name: 'pid', type: 'integer' },
  { name: 'model', type: 'text' },
  { name: 'gpu_uuid', type: 'text' },
  { name: 'field', type: 'text' },
];

const SECOND: readonly Column[] = [
  { name: 'value', type: 'number' },
  { name: 'unknown', type: 'text' },
];

const ROLLED: readonly Column[] = [
  { name: 'mean', type: 'number' },
  { name: 'min', type: 'number' },
  { name: 'max', type: 'number' },
  { name: 'count', type: 'integer' },
  { name: 'unknown_count', type: 'integer' },
  { name: 'expected', type: 'integer' },
  { name: 'unknown', type: 'text' },
];

/** The columns of a tier's table. `unknown` is the reason why a figure is not known ([W2]). */
export const columnsOf = (tier: Tier): readonly Column[] => [...ABOUT, ...(tier === '1s' ? SECOND : ROLLED)];

/**
 * The rows of a selection, in small pieces: hive by hive, block by block (a minute of the tier 1s), figure by figure. What was not reported has no row, what is unknown
 * has a row with a reason, and 0 is a value.
 */
export function* rowsOf(reader: StoreReader, selection: Selection): Generator<readonly Row[]> {
  const { tier, want } = selection;
  const hives = selection.hives.length > 0 ? selection.hives : reader.hives(selection);
  for (const hive of hives) {
    if (tier === '1s') {
      for (const block of reader.seconds(hive, selection, want)) yield* secondRows(block, selection);
    } else {
      for (const block of reader.rolled(tier, hive, selection, want)) yield rolledRows(block, selection);
    }
  }
}

const SECOND_MS = 1_000;

function* secondRows(block: SecondsBlock, selection: Selection): Generator<readonly Row[]> {
  const about = aboutOf(block, selection);
  for (const [column, { entity, field }] of block.columns.entries()) {
    const own = about[entity];
    if (!own || !isWanted(field, selection)) continue;
    const rows: Row[] = [];
    for (const [second, cell] of (block.cells[column] ?? []).entries()) {
      const time = block.start + second * SECOND_MS;
      const isInRange = time >= selection.from && time < selection.to;
      if (isInRange && (isValue(cell) || isUnknown(cell)))
        rows.push({ time, ...own, field, ...cellOf(cell) });
    }
    yield rows;
  }
}

const cellOf = (cell: Cell) =>
  isValue(cell) ? { value: cell, unknown: null } : { value: null, unknown: reasonOf(reasonNumber(cell)) };

function rolledRows(block: RolledBlock, selection: Selection): Row[] {
  const about = aboutOf(block, selection);
  return block.columns.flatMap(({ entity, field }, column): Row[] => {
    const own = about[entity];
    const point = block.points[column];
    if (!own || !point || !isWanted(field, selection) || point.count + point.unknown === 0) return [];
    const { min, max, sum, count, unknown } = point;
    const known = count > 0 ? { mean: sum / count, min, max } : { mean: null, min: null, max: null };
    const counts = { count, unknown_count: unknown, expected: block.expected };
    const reason = unknown > 0 ? reasonOf(point.reason) : null;
    return [{ time: block.start, ...own, field, ...known, ...counts, unknown: reason }];
  });
}

const isWanted = (field: string, { want }: Selection): boolean =>
  want.fields.some((wanted) => wanted === field);

/** What the rows of each entity have in common; undefined for an entity that is not wanted. */
function aboutOf(
  { hive_id, entities }: SecondsBlock | RolledBlock,
  { want }: Selection,
): (Row | undefined)[] {
  return entities.map((entity) => {
    const names = namesOf(entity, entities);
    const isOther =
      !want.kinds.includes(entity.kind) ||
      (want.uuid !== undefined && names.gpu_uuid !== want.uuid) ||
      (want.worker !== undefined &&
        (names.group !== want.worker.group || names.instance !== want.worker.instance));
    return isOther ? undefined : { hive_id, kind: entity.kind, ...names };
  });
}

const NOTHING = { group: null, instance: null, pid: null, model: null, gpu_uuid: null };

function namesOf(
  entity: Entity,
  all: readonly Entity[],
): Record<keyof typeof NOTHING, string | number | null> {
  switch (entity.kind) {
    case 'node':
      return NOTHING;
    case 'gpu':
      return { ...NOTHING, gpu_uuid: entity.uuid };
    case 'worker': {
      const { group, instance, pid, model } = entity;
      return { ...NOTHING, group, instance, pid, model };
    }
    case 'use': {
      const worker = all[entity.worker];
      return { ...(worker?.kind === 'worker' ? namesOf(worker, all) : NOTHING), gpu_uuid: entity.uuid };
    }
  }
}
