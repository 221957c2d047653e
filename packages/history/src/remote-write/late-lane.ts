import { Backlog, type Missing } from './backlog.ts';
import { type Chunk, writeChunk } from './chunk.ts';
import { floorTo, Grid } from './grid.ts';
import { HiveSeries } from './hive-series.ts';
import type { Job, LaneEdges } from './main-lane.ts';
import { LATER, Work } from './work.ts';
import { WriteRequest } from './write-request.ts';

/** Late samples are read from the files when none has come for so long: they often come in thousands. */
const QUIET_MS = 120_000;
/** So much is read from the files at a time, milliseconds. */
const CHUNK_MS = 60_000;
const CHUNK_OF_ONE_HIVE_MS = 600_000;

interface Current {
  readonly missing: Missing;
  readonly work: Work;
}

/** Sends what was late, or was passed over, from the files. Points that were sent already are left out. */
export class LateLane {
  readonly #edges: LaneEdges;
  readonly #backlog = new Backlog();
  readonly #request = new WriteRequest();
  #current: Current | undefined;
  #failure: string | undefined;

  constructor(edges: LaneEdges) {
    this.#edges = edges;
  }

  /** Everything that has yet to be sent. */
  get missing(): readonly Missing[] {
    return [...(this.#current ? [this.#current.missing] : []), ...this.#backlog.all()];
  }

  /** Why the files could not be read the last time. */
  get failure(): string | undefined {
    return this.#failure;
  }

  add(missing: Missing, now: number): void {
    this.#backlog.add(missing, now);
  }

  /** Adds the point that a late sample belongs to, unless it was sent without it. */
  addSample(hiveId: string, time: number, now: number): void {
    const { settings, sent } = this.#edges;
    const length = settings.series === 'raw' ? 1_000 : settings.intervalMs;
    const from = floorTo(time, length);
    if (!sent.has(hiveId, from)) this.#backlog.add({ hiveId, from, to: from + length }, now);
  }

  /** The next request; undefined if there is none. */
  next(now: number): Job | typeof LATER | undefined {
    this.#current ??= this.#begun(now);
    if (!this.#current) return undefined;
    const { work } = this.#current;
    const batch = work.next();
    if (batch === LATER) return LATER;
    if (batch) return { work, batch };
    this.settle(now);
    return this.#current || this.#failure !== undefined ? undefined : LATER;
  }

  /** Goes on to the next range if everything of the present one was sent. */
  settle(now: number): void {
    if (!this.#current?.work.isComplete) return;
    const { missing, work } = this.#current;
    this.#current = undefined;
    this.#failure = work.failure?.message;
    if (work.failure) this.#backlog.add(missing, now);
  }

  #begun(now: number): Current | undefined {
    const { settings, compress, reader, kept, sent } = this.#edges;
    const most = (hiveId: string | null): number =>
      Math.max(hiveId === null ? CHUNK_MS : CHUNK_OF_ONE_HIVE_MS, settings.intervalMs);
    const missing = this.#backlog.take(now, QUIET_MS, (id) => floorTo(most(id), settings.intervalMs));
    if (!missing) return undefined;
    const { hiveId, from, to } = missing;
    const grid = new Grid(settings.series, settings.intervalMs, from, to);
    const chunk: Chunk = {
      grid,
      hives: () => (hiveId === null ? reader().hives({ from, to }) : [hiveId]),
      pointsOf: (id) => kept.read(reader(), id, grid, (start) => !sent.has(id, start)),
    };
    // Each range by itself: what was before and after it is not known here.
    const series = { known: new Map(), make: () => new HiveSeries(), onWritten: () => {} };
    return {
      missing,
      work: new Work(writeChunk(chunk, series, this.#request, ''), this.#request, compress, ''),
    };
  }
}
