import type { RolledBlock } from '../block.ts';
import { decodeRolled } from '../blocks/index.ts';
import type { FieldName } from '../fields.ts';
import type { Range, Ranked, Want } from '../store-reader.ts';
import type { MinuteFile } from './minute-file.ts';
import { readable } from './readable-block.ts';

/** What a field was of every worker or GPU in a minute of a hive. */
export function* rankedOf(block: RolledBlock, by: 'worker' | 'gpu', field: FieldName): Generator<Ranked> {
  for (const [position, column] of block.columns.entries()) {
    const entity = block.entities[column.entity];
    const point = block.points[position];
    if (column.field !== field || entity === undefined || point === undefined || point.count === 0) continue;
    const { sum, max, count } = point;
    const of = { hive_id: block.hive_id, sum, max, count };
    if (by === 'worker' && entity.kind === 'worker') {
      const { group, instance, model } = entity;
      yield { ...of, group, instance, model };
    } else if (by === 'gpu' && entity.kind === 'gpu') yield { ...of, uuid: entity.uuid };
  }
}

/** The same of all hives in the minutes of a file that start in the range. */
export function* rankedIn(
  file: MinuteFile,
  by: 'worker' | 'gpu',
  field: FieldName,
  { from, to }: Range,
): Generator<Ranked> {
  const want: Want = { kinds: [by], fields: [field] };
  for (const start of file.fleetToMake()) {
    if (start < from || start >= to) continue;
    for (const body of file.ofAllHives(start)) {
      for (const block of readable(() => decodeRolled(body, want, file.directories))) {
        yield* rankedOf(block, by, field);
      }
    }
  }
}
