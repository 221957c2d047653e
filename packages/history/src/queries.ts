import type { FieldName } from './fields.ts';
import type { Range } from './store-reader.ts';

/** A worker as the past knows it. */
export interface WorkerName {
  readonly hive_id: string;
  readonly group: string;
  readonly instance: string;
}

/**
 * What the series are about. With `each` a hive stands for all of its GPUs or workers, a GPU for what each worker uses of it, and a
 * worker for what it uses of each GPU.
 */
export type SeriesOf =
  | { readonly worker: WorkerName; readonly each?: 'gpu' }
  | { readonly hive_id: string; readonly each?: 'gpu' | 'worker' }
  | { readonly uuid: string; readonly hive_id?: string; readonly each?: 'worker' };

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

/** A question about the past. It is data, so that it can be sent to another thread. */
export type Question =
  | { readonly kind: 'series'; readonly query: SeriesQuery }
  | { readonly kind: 'top'; readonly query: TopQuery }
  | { readonly kind: 'holders'; readonly query: HoldersQuery }
  | { readonly kind: 'events'; readonly query: EventsQuery };

/**
 * How a question was answered: with the JSON of the answer ([P3]-[P6]) in UTF-8, made in the thread that reads the files, so that the
 * queen only writes it; or not, with one sentence that says why and what to ask instead.
 */
export type Answer =
  | { readonly kind: 'json'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'not_found' | 'too_large'; readonly detail: string };
