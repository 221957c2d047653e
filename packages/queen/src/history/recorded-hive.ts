import { RunClock } from '@rbee/contract';
import { Allowance } from './allowance.ts';
import { SampleTrack } from './sample-track.ts';

/** Layouts that a hive may have in a minute; one whose workers restart every few seconds has fewer. */
const LAYOUTS_PER_MINUTE = 60;
/** Columns of all layouts of a hive in a minute: a hive with the most workers that a heartbeat can have has some layouts. */
const COLUMNS_PER_MINUTE = 60_000;
/** Events of a hive in a minute: all workers of the largest heartbeat can restart, and then more now and then. */
const EVENTS_PER_MINUTE = 1_200;
/** Number of runs of a hive whose clocks are known: what an earlier run sent before its end can arrive later. */
const MAX_RUNS = 4;
/** Time without late samples after which their layout ends, milliseconds. */
const PAST_IDLE_MS = 60_000;

/** What the recorder keeps of one hive. */
export class RecordedHive {
  /** The samples as they come. */
  readonly live = new SampleTrack();
  /** Late samples and backfill, which can have another layout meanwhile; undefined if there were none lately. */
  past: SampleTrack | undefined;
  readonly layouts = new Allowance(LAYOUTS_PER_MINUTE);
  readonly columns = new Allowance(COLUMNS_PER_MINUTE);
  readonly events = new Allowance(EVENTS_PER_MINUTE);
  /** Where its last live sample is in the present second, of which hand-over, and at what time it was taken. */
  readonly place = { first: -1, number: -1, time: Number.NaN };
  readonly #runs = new Map<string, RunClock>();
  #clock = new RunClock();
  #pastAt = 0;

  /** The clock of a run that reports at present. */
  clockOf(run: string): RunClock {
    const known = this.#runs.get(run);
    if (known === this.#clock) return known;
    this.#clock = known ?? new RunClock();
    this.#runs.delete(run);
    this.#runs.set(run, this.#clock);
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size <= MAX_RUNS) break;
      this.#runs.delete(oldest);
    }
    return this.#clock;
  }

  /** True if a run was heard before, as far as that is remembered. */
  knows(run: string): boolean {
    return this.#runs.has(run);
  }

  /** The clock of a run that sends what it has left; if it is not known, that of the present run. */
  pastClockOf(run: string): RunClock {
    return this.#runs.get(run) ?? this.#clock;
  }

  /** The track of late samples. `now` is in milliseconds of the monotonic clock. */
  pastTrack(now: number): SampleTrack {
    this.#pastAt = now;
    this.past ??= new SampleTrack();
    return this.past;
  }

  /** True if the track of late samples is no longer used. */
  isPastOver(now: number): boolean {
    return this.past !== undefined && now - this.#pastAt > PAST_IDLE_MS;
  }
}
