import { type Chunk, writeChunk, writeEnds } from './chunk.ts';
import { floorTo, Grid } from './grid.ts';
import { HiveSeries } from './hive-series.ts';
import type { KeptPoints, KeptSeconds } from './kept-points.ts';
import type { LiveWindow, LiveWindows } from './live-windows.ts';
import type { Points } from './points.ts';
import type { RemoteWriteTarget } from './remote-write-target.ts';
import type { SentTimes } from './sent-times.ts';
import { type Batch, LATER, Work } from './work.ts';
import { WriteRequest } from './write-request.ts';

/** What the lanes of a target share. */
export interface LaneEdges {
  readonly settings: RemoteWriteTarget;
  readonly live: LiveWindows;
  readonly kept: KeptPoints;
  readonly sent: SentTimes;
  /** Reads what is kept, also what is not in a file yet. Throws if the files cannot be read. */
  readonly reader: () => KeptSeconds;
  readonly compress: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>;
}

/** A request and the work that it belongs to. */
export interface Job {
  readonly work: Work;
  readonly batch: Batch;
}

/** Where a lane is: what is being sent, up to which hive of it. */
export interface Place {
  readonly from: number;
  readonly to: number;
  readonly hiveId: string;
}

interface Current {
  readonly grid: Grid;
  readonly work: Work;
}

/** So much is read from the files at a time, milliseconds. */
const CHUNK_MS = 60_000;

/** Sends everything in the order of its time: from memory while it can keep up, otherwise from the files. */
export class MainLane {
  readonly #edges: LaneEdges;
  readonly #series = new Map<string, HiveSeries>();
  readonly #request = new WriteRequest();
  #position: number | undefined;
  #current: Current | undefined;
  /** Finds out which series have a value, after a restart: those that had one just before. */
  #recovery: Current | undefined;
  /** The rest of a chunk that was begun and not finished. */
  #rest: Place | undefined;
  #failure: string | undefined;

  constructor(edges: LaneEdges) {
    this.#edges = edges;
  }

  /** Everything before this time was sent, milliseconds since the epoch; undefined before the first second. */
  get position(): number | undefined {
    return this.#position;
  }

  /** End of what is being sent, or of what was sent. */
  get reached(): number | undefined {
    return this.#current?.grid.to ?? this.#position;
  }

  get place(): Place | undefined {
    if (this.#position === undefined) return undefined;
    const { grid, work } = this.#current ?? {};
    if (grid && work) return { from: grid.from, to: grid.to, hiveId: work.hiveId };
    return this.#rest ?? { from: this.#position, to: this.#position, hiveId: '' };
  }

  get isIdle(): boolean {
    return !this.#current && !this.#recovery;
  }

  /** Why the files could not be read the last time. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Begins at a time, if it has not begun. */
  begin(position: number | undefined): void {
    this.#position ??= position;
  }

  /** Goes on where a queen before this one stopped. `isEnded`: it ended every series. */
  resume(place: Place, isEnded: boolean): void {
    const { intervalMs } = this.#edges.settings;
    this.#position = place.from;
    if (place.to > place.from) this.#rest = place;
    if (isEnded) return;
    const from = floorTo(place.from - Math.max(CHUNK_MS, intervalMs), intervalMs);
    this.#recovery = this.#recoveryOf(this.#grid(from, place.from));
  }

  /** Leaves out everything before a time. What was on its way may not have been sent. */
  passTo(position: number | undefined): void {
    if (this.#current) this.#edges.sent.cut(this.#current.grid.from);
    this.#current = undefined;
    this.#recovery = undefined;
    this.#rest = undefined;
    this.#request.clear();
    this.#position = position;
    for (const series of this.#series.values()) series.doubt();
  }

  /** The next request, of what happened before `until`. */
  next(until: number): Job | typeof LATER | undefined {
    if (this.#recovery) return this.#recover(this.#recovery);
    this.#current ??= this.#begun(until);
    if (!this.#current) return undefined;
    const { work } = this.#current;
    const batch = work.next();
    if (batch === LATER) return LATER;
    if (batch) return { work, batch };
    this.settle();
    return this.#current || this.#failure !== undefined ? undefined : LATER;
  }

  /** Goes on to the next chunk if everything of the present one was sent. */
  settle(): void {
    if (!this.#current?.work.isComplete) return;
    const { grid, work } = this.#current;
    this.#current = undefined;
    this.#failure = work.failure?.message;
    if (work.failure) this.#rest = { from: grid.from, to: grid.to, hiveId: work.hiveId };
    else {
      this.#rest = undefined;
      this.#position = grid.to;
    }
  }

  /** The part of the present window up to `until`, where the queen stops; null if the lane is not that far. */
  lastPart(until: number): Work | null {
    const { live, compress } = this.#edges;
    const from = this.#position;
    if (!this.isIdle || this.#rest || from === undefined || from >= until) return null;
    const window = live.take(from);
    if (!window) return null;
    const grid = this.#grid(from, Math.min(window.grid.to, until));
    const work = new Work(this.#written(liveChunk(window, grid), ''), this.#request, compress, '');
    this.#current = { grid, work };
    return work;
  }

  /** Ends every series, in one work. */
  ends(time: number): Work {
    return new Work(writeEnds(this.#series, this.#request, time), this.#request, this.#edges.compress, '');
  }

  #recoveryOf(grid: Grid): Current {
    const places = this.#written(this.#keptChunk(grid), '');
    // Nothing of it is sent.
    return { grid, work: new Work(places, this.#request, (bytes) => new Uint8Array(bytes), '') };
  }

  #recover({ grid, work }: Current): typeof LATER | undefined {
    const batch = work.next();
    if (batch === LATER) return LATER;
    if (batch) {
      work.done(batch);
      return LATER;
    }
    this.#failure = work.failure?.message;
    this.#recovery = work.failure && this.#recoveryOf(grid);
    return work.failure ? undefined : LATER;
  }

  #begun(until: number): Current | undefined {
    const rest = this.#rest;
    const chunk = rest ? this.#keptChunk(this.#grid(rest.from, rest.to)) : this.#nextChunk(until);
    if (!chunk) return undefined;
    const after = rest?.hiveId ?? '';
    const work = new Work(this.#written(chunk, after), this.#request, this.#edges.compress, after);
    return { grid: chunk.grid, work };
  }

  #nextChunk(until: number): Chunk | undefined {
    const { live, kept, settings } = this.#edges;
    const from = this.#position;
    if (from === undefined) return undefined;
    const start = floorTo(from, settings.intervalMs);
    const end = start + settings.intervalMs;
    if (end > until) return undefined;
    const window = from === start ? live.take(from) : undefined;
    if (window) {
      kept.clear();
      return liveChunk(window, window.grid);
    }
    const most = floorTo(from + Math.max(CHUNK_MS, settings.intervalMs), settings.intervalMs);
    const inMemory = live.oldest !== undefined && live.oldest > from ? live.oldest : most;
    return this.#keptChunk(this.#grid(from, Math.min(most, inMemory, floorTo(until, settings.intervalMs))));
  }

  #keptChunk(grid: Grid): Chunk {
    const { kept, reader } = this.#edges;
    return {
      grid,
      hives: () => reader().hives({ from: grid.from, to: grid.to }),
      pointsOf: (id) => kept.read(reader(), id, grid),
    };
  }

  #grid(from: number, to: number): Grid {
    const { series, intervalMs } = this.#edges.settings;
    return new Grid(series, intervalMs, from, to);
  }

  #written(chunk: Chunk, after: string) {
    const { grid } = chunk;
    const onWritten = (hiveId: string, { reported }: Points): void => {
      for (const [step, isReported] of reported.entries()) {
        if (isReported) this.#edges.sent.add(hiveId, grid.startOf(step), grid.startOf(step + 1));
      }
    };
    const series = { known: this.#series, make: () => new HiveSeries(), onWritten };
    return writeChunk(chunk, series, this.#request, after);
  }
}

const liveChunk = ({ points }: LiveWindow, grid: Grid): Chunk => ({
  grid,
  hives: () => points.keys(),
  pointsOf: (id) => points.get(id),
});
