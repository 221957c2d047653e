import type { EntityKind, FieldName } from '../fields.ts';
import type { SeriesOf, SeriesQuery } from '../queries.ts';
import type { Want } from '../store-reader.ts';

/** Whose figure a series is. A worker that was restarted has the same name. */
export interface SeriesName {
  readonly field: FieldName;
  readonly worker?: { readonly group: string; readonly instance: string };
  readonly uuid?: string;
}

/** The kind of entity that the fields of a question are of. */
export function kindOf(of: SeriesOf): EntityKind {
  if ('worker' in of) return of.each ? 'use' : 'worker';
  if ('uuid' in of) return of.each ? 'use' : 'gpu';
  return of.each ?? 'node';
}

/** The columns that answer a question. */
export const wantOf = ({ of, fields }: SeriesQuery): Want => ({
  kinds: [kindOf(of)],
  fields,
  ...namesOf(of),
});

/** The series that a question names itself. Without a name, such as with `each`, they are those that are found. */
export const demandedSeries = ({ of, fields }: SeriesQuery): SeriesName[] =>
  of.each === undefined ? fields.map((field) => ({ field, ...namesOf(of) })) : [];

const namesOf = (of: SeriesOf): Omit<SeriesName, 'field'> => {
  if ('worker' in of) return { worker: of.worker };
  return 'uuid' in of ? { uuid: of.uuid } : {};
};
