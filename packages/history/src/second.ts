import type { HistoryEvent } from '@rbee/contract';
import type { FieldName } from './fields.ts';

/** Something that has series, as it was while a layout was in force. */
export type Entity =
  | { readonly kind: 'node' }
  | { readonly kind: 'gpu'; readonly uuid: string; readonly index: number; readonly name: string }
  | {
      readonly kind: 'worker';
      readonly group: string;
      readonly instance: string;
      readonly pid: number;
      /** RFC 3339; absent if the hive does not send it. */
      readonly started_at?: string;
      readonly model: string | null;
      /** Kind of its engine, if one is read. */
      readonly engine?: string;
    }
  /** What a worker uses of one GPU; `worker` is the position of the worker among the entities. */
  | { readonly kind: 'use'; readonly worker: number; readonly uuid: string };

/** One series of a layout: a field of the entity at that position. */
export interface Column {
  readonly entity: number;
  readonly field: FieldName;
}

/**
 * What the numbers of a hive's samples mean. It is sent once, before the first sample that uses it; a hive gets another one when its
 * entities or their fields change.
 */
export interface Layout {
  /** Unique in this run of the queen. */
  readonly id: number;
  readonly hive_id: string;
  /** Milliseconds between two samples of the hive ([R1]). */
  readonly interval_ms: number;
  readonly entities: readonly Entity[];
  readonly columns: readonly Column[];
}

/** What the fleet reported since the last one, as it travels to the thread that keeps it. */
export interface Second {
  /** Milliseconds since the epoch by the queen's clock, when it was handed over. */
  readonly at: number;
  /** Layouts that are used for the first time. */
  readonly layouts: readonly Layout[];
  /** Layouts that are not used any more, after this second. */
  readonly ended: readonly number[];
  /**
   * The samples one after the other: the id of the layout, the time of the sample in milliseconds since the epoch by the queen's
   * clock, and a `Cell` for each column. Late samples and backfill are among them. Its buffer is transferred.
   */
  readonly samples: Float64Array;
  readonly events: readonly HistoryEvent[];
  /** Number of samples and events that were left out since the last one, for `HistoryInfo.lost`; absent if there were none. */
  readonly lost?: number;
}
