import type { Grid } from './grid.ts';
import type { HiveSeries } from './hive-series.ts';
import type { Points } from './points.ts';
import type { WriteRequest } from './write-request.ts';

/** A range of time that is sent as a whole, before the next one begins: so the samples of a series stay in order. */
export interface Chunk {
  readonly grid: Grid;
  /** The hives that reported, or may have, in any order. */
  readonly hives: () => Iterable<string>;
  /** What a hive reported; undefined for nothing. */
  readonly pointsOf: (hiveId: string) => Points | undefined;
}

/** A place within a chunk: the last hive that is written as a whole, and true if the request has no room for more. */
export interface Place {
  readonly hiveId: string;
  readonly isFull: boolean;
}

/** After so many hives the work pauses, though the request has room: reading them from files takes time. */
const HIVES_AT_A_TIME = 64;

/** Where the series of a chunk belong to. */
export interface ChunkSeries {
  readonly known: Map<string, HiveSeries>;
  readonly make: () => HiveSeries;
  /** Called for each hive that reported. */
  readonly onWritten: (hiveId: string, points: Points) => void;
}

/**
 * Writes a chunk into a request, hive by hive in the order of their ids. Yields when the request has to be emptied, and now and then
 * to pause.
 *
 * @param after hives up to this one were sent before
 */
export function* writeChunk(
  { grid, hives, pointsOf }: Chunk,
  { known, make, onWritten }: ChunkSeries,
  request: WriteRequest,
  after: string,
): Generator<Place, string> {
  const ids = [...new Set([...known.keys(), ...hives()])].filter((id) => id > after).sort();
  let hiveId = after;
  for (const [at, id] of ids.entries()) {
    const points = pointsOf(id);
    const series = known.get(id) ?? make();
    if (points) {
      known.set(id, series);
      onWritten(id, points);
    }
    for (const _ of series.write(request, grid.times, points)) yield { hiveId, isFull: true };
    if (!points && series.isEnded) known.delete(id);
    hiveId = id;
    if ((at + 1) % HIVES_AT_A_TIME === 0) yield { hiveId, isFull: false };
  }
  return hiveId;
}

/** Ends every series at a time. */
export function* writeEnds(
  known: ReadonlyMap<string, HiveSeries>,
  request: WriteRequest,
  time: number,
): Generator<Place, string> {
  for (const series of known.values()) {
    for (const _ of series.end(request, time)) yield { hiveId: '', isFull: true };
  }
  return '';
}
