import type { FieldName } from './fields.ts';
import type { Range } from './store-reader.ts';

/** A worker as the past knows it. */
export interface WorkerName {
  readonly hive_id: string;
  readonly group: string;
  readonly instance: string;
}

/** What the series are about. With `each` a hive stands for all of its GPUs or workers. */
export type SeriesOf =
  | { readonly worker: WorkerName }
  | { readonly hive_id: string; readonly each?: 'gpu' | 'worker' }
  | { readonly uuid: string; readonly hive_id?: string };

/** Asks for figures over time ([P3]). */
export interface SeriesQuery extends Range {
  readonly of: SeriesOf;
  readonly fields: readonly FieldName[];
  readonly max_points: number;
}

/** Asks what used most ([P4]). */
export interface TopQuery extends Range {
  readonly field: FieldName;
  readonly n: number;
  readonly by: 'worker' | 'hive' | 'gpu' | 'model';
  readonly order: 'mean' | 'max';
}

/** Asks who held the memory of a GPU ([P5]); `at` is milliseconds since the epoch. */
export interface HoldersQuery {
  readonly uuid: string;
  readonly hive_id?: string;
  readonly at: number;
}

/** Asks what happened ([P6]). */
export interface EventsQuery extends Range {
  readonly hive_id?: string;
  readonly worker?: WorkerName;
  readonly limit: number;
  /** Number of the last event of the page before. */
  readonly after?: number;
}
