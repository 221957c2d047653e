import type { Layout, Second } from '../second.ts';
import { floorTo, Grid, type Mode } from './grid.ts';
import type { Plan, Planner } from './plan.ts';
import { Points } from './points.ts';

/** An interval with what every hive reported in it. */
export interface LiveWindow {
  readonly grid: Grid;
  readonly points: ReadonlyMap<string, Points>;
}

/** What becomes of the windows of a target. */
export interface LiveOptions {
  readonly mode: Mode;
  /** Length of a window, milliseconds. */
  readonly interval: number;
  readonly planner: Planner;
  /** Called for a sample whose window was taken or dropped. */
  readonly onLate: (hiveId: string, time: number) => void;
}

/** So many windows wait at most, with the present one; the files have the older ones. */
const MAX_WINDOWS = 4;
/** A sample further in the future than this is left out, milliseconds. */
const AHEAD_MS = 10_000;
/** If the clock is set back by more than this, the windows begin anew. */
const BACK_MS = 3_600_000;
const SECOND_MS = 1_000;

/** A layout in use, and the last sample of a second that may have another one: of several only the last is kept ([P1]). */
interface Reporting {
  readonly layout: Layout;
  readonly plan: Plan;
  held: { readonly time: number; readonly samples: Float64Array; readonly first: number } | null;
}

/** Sums up the seconds as they are handed over, for one target. */
export class LiveWindows {
  readonly #options: LiveOptions;
  readonly #reporting = new Map<number, Reporting>();
  readonly #windows = new Map<number, { readonly grid: Grid; readonly points: Map<string, Points> }>();
  #oldest: number | undefined;
  /** Time of the first second. */
  #begin = 0;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** Start of the oldest window that was seen from its beginning and is still there; undefined before the first second. */
  get oldest(): number | undefined {
    return this.#oldest;
  }

  append({ at, layouts, ended, samples }: Second): void {
    this.#dropOld(at);
    for (const layout of layouts) {
      const plan = this.#options.planner.plan(layout);
      this.#reporting.set(layout.id, { layout, plan, held: null });
    }
    for (let next = 0; next < samples.length; ) {
      const reporting = this.#reporting.get(samples[next] as number);
      if (!reporting) return; // how long its samples are is not known

      const time = samples[next + 1] as number;
      if (time < at + AHEAD_MS) this.#take(reporting, time, samples, next + 2);
      next += 2 + reporting.layout.columns.length;
    }
    for (const id of ended) {
      const reporting = this.#reporting.get(id);
      if (reporting) this.#release(reporting);
      this.#reporting.delete(id);
    }
  }

  /** Takes the window that begins then; undefined if it is not there. Those before it are dropped. */
  take(start: number): LiveWindow | undefined {
    if (this.#oldest === undefined || start < this.#oldest) return undefined;
    for (const reporting of this.#reporting.values()) this.#release(reporting);
    const window = this.#windows.get(start) ?? this.#empty(start);
    this.#dropBefore(start + this.#options.interval);
    return window;
  }

  #empty(start: number) {
    const { mode, interval } = this.#options;
    return { grid: new Grid(mode, interval, start, start + interval), points: new Map<string, Points>() };
  }

  #dropOld(at: number): void {
    const { interval } = this.#options;
    const present = floorTo(at, interval);
    if (this.#oldest === undefined || at + BACK_MS < this.#oldest) {
      this.#windows.clear();
      this.#oldest = present + interval;
      this.#begin = at;
    }
    this.#dropBefore(Math.max(this.#oldest, present - (MAX_WINDOWS - 1) * interval));
  }

  #dropBefore(start: number): void {
    this.#oldest = start;
    for (const at of this.#windows.keys()) if (at < start) this.#windows.delete(at);
  }

  #take(reporting: Reporting, time: number, samples: Float64Array, first: number): void {
    if (reporting.layout.interval_ms >= SECOND_MS) {
      this.#add(reporting, time, samples, first);
      return;
    }
    const { held } = reporting;
    if (held && Math.floor(held.time / SECOND_MS) !== Math.floor(time / SECOND_MS)) this.#release(reporting);
    reporting.held = { time, samples, first };
  }

  #release(reporting: Reporting): void {
    const { held } = reporting;
    reporting.held = null;
    if (held) this.#add(reporting, held.time, held.samples, held.first);
  }

  #add({ layout, plan }: Reporting, time: number, samples: Float64Array, first: number): void {
    const { hive_id, interval_ms } = layout;
    const start = floorTo(time, this.#options.interval);
    if (start < (this.#oldest ?? 0)) {
      // What came before the first whole window is not late.
      if (time < this.#begin - AHEAD_MS || start > this.#begin) this.#options.onLate(hive_id, time);
      return;
    }
    const window = this.#windows.get(start) ?? this.#empty(start);
    this.#windows.set(start, window);
    const points = window.points.get(hive_id) ?? new Points(window.grid.times.length);
    window.points.set(hive_id, points);
    points.interval = interval_ms;
    points.latest = Math.max(points.latest, time);
    points.addSample(window.grid.stepOf(time), plan, samples, first);
  }
}
