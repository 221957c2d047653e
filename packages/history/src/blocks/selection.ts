import type { Column, Entity } from '../second.ts';
import type { Want } from '../store-reader.ts';
import type { Directory } from './directory.ts';

/** The columns of a directory that a reader wants. */
export interface Selection {
  readonly columns: readonly Column[];
  /** For each column of the directory up to the last one that is wanted 1 if it is wanted, else 0. */
  readonly wanted: Uint8Array;
  /** True if these are all columns of the directory. */
  readonly isToEnd: boolean;
}

/** The last selection of each directory: a reader asks many blocks for the same. */
const last = new WeakMap<Directory, { readonly want: Want | undefined; readonly selection: Selection }>();

/** Selects columns. Without `want` these are all of them. */
export function select(directory: Directory, want: Want | undefined): Selection {
  const known = last.get(directory);
  if (known && known.want === want) return known.selection;
  const selection = selectionOf(directory, want);
  last.set(directory, { want, selection });
  return selection;
}

function selectionOf({ entities, columns }: Directory, want: Want | undefined): Selection {
  if (!want) return { columns, wanted: new Uint8Array(columns.length).fill(1), isToEnd: true };
  const isWanted = entities.map(
    (entity) => want.kinds.includes(entity.kind) && matches(entities, entity, want),
  );
  const wanted = Uint8Array.from(columns, (column) =>
    isWanted[column.entity] && want.fields.includes(column.field) ? 1 : 0,
  );
  const end = wanted.lastIndexOf(1) + 1;
  return {
    columns: columns.filter((_, i) => wanted[i] === 1),
    wanted: wanted.subarray(0, end),
    isToEnd: end === columns.length,
  };
}

/** A name of a worker selects among workers and uses, a uuid among GPUs and uses. */
function matches(entities: readonly Entity[], entity: Entity, { worker, uuid }: Want): boolean {
  if (uuid !== undefined && (entity.kind === 'gpu' || entity.kind === 'use') && entity.uuid !== uuid)
    return false;
  if (!worker || (entity.kind !== 'worker' && entity.kind !== 'use')) return true;
  const of = entity.kind === 'use' ? entities[entity.worker] : entity;
  return of?.kind === 'worker' && of.group === worker.group && of.instance === worker.instance;
}
