import type { HistoryEvent } from '@rbee/contract';
import type { History } from '@rbee/history';
import type { FleetListener } from '../fleet/index.ts';
import { type HiveRecord, type RegistryEvent, runOf } from '../registry/index.ts';
import type { Sample, Via } from '../sample/index.ts';
import { instantMs, type Moment, momentOf, type QueenClock } from '../time.ts';
import { Allowance } from './allowance.ts';
import { HistoryLog } from './history-log.ts';
import { describe } from './open-layout.ts';
import { OpenSecond } from './open-second.ts';
import { RecordedHive } from './recorded-hive.ts';
import type { AdmitLayout, SampleTrack, Writing } from './sample-track.ts';
import { UsualFigures } from './usual-figures.ts';
import { eventsBetween } from './worker-events.ts';
import { writeCells } from './write-cells.ts';

/** Columns of the layouts of all hives in a minute: those of about forty thousand hives that come up together. */
const COLUMNS_PER_MINUTE = 5_000_000;
/** Events of all hives in a minute. */
const EVENTS_PER_MINUTE = 200_000;
/** Numbers after which a hand-over does not wait for the end of the second, so that a flood of backfill takes no memory. */
const MAX_NUMBERS = 2_000_000;
/** Numbers before the cells of a sample: the id of its layout and its time. */
const HEADER = 2;

/** Parts of a recorder. */
export interface RecorderParts {
  readonly history: Pick<History, 'append' | 'info' | 'close'>;
  readonly clock: QueenClock;
  readonly log: ConstructorParameters<typeof HistoryLog>[0];
}

/**
 * Hands the samples and events of the fleet to the history, once a second ([P1], [P6], [P8]). Each sample costs a copy of its
 * figures into one list of numbers. What these numbers mean is said once, in a layout, until a hive has other workers, GPUs or
 * figures. Whatever a hive makes up is bounded: what is left out is counted.
 */
export class Recorder implements FleetListener {
  readonly #history: RecorderParts['history'];
  readonly #clock: QueenClock;
  readonly #log: HistoryLog;
  readonly #hives = new Map<string, RecordedHive>();
  readonly #columns = new Allowance(COLUMNS_PER_MINUTE);
  readonly #events = new Allowance(EVENTS_PER_MINUTE);
  readonly #usual = new UsualFigures();
  readonly #open = new OpenSecond();
  #layouts = 0;
  #second: number;

  constructor({ history, clock, log }: RecorderParts) {
    this.#history = history;
    this.#clock = clock;
    this.#log = new HistoryLog(log);
    this.#second = secondOf(clock);
  }

  sampled({ sample, received, via }: HiveRecord): void {
    const hive = this.#hiveOf(sample.hive_id);
    const time = hive
      .clockOf(runOf(sample, via))
      .live(instantMs(sample.instant), received.at, sample.interval_ms);
    const writing = hive.live.next(sample) ?? this.#change(hive, sample, received);
    if (writing) this.#writeLive(hive, writing, sample, time);
    else this.#open.lose();
    if (hive.isPastOver(received.monotonic)) this.#endPast(hive);
  }

  past(sample: Sample, via: Via): void {
    const hive = this.#hives.get(sample.hive_id);
    if (!hive) {
      this.#open.lose();
      return;
    }
    const { at, monotonic: now } = momentOf(this.#clock);
    const time = timeOfPast(hive, sample, runOf(sample, via), at);
    const writing = hive.live.like(sample) ?? this.#followPast(hive, sample, now);
    if (writing)
      this.#write(this.#open.reserve(HEADER + writing.layout.fields.length), writing, sample, time);
    else this.#open.lose();
  }

  transition({ kind, event }: RegistryEvent): void {
    this.#addEvents(
      this.#hives.get(event.hive_id),
      [{ kind, ...event } as HistoryEvent],
      this.#clock.monotonic(),
    );
    if (event.type === 'forgotten') this.#forget(event.hive_id);
  }

  beat(): void {}

  tick(): void {
    const second = secondOf(this.#clock);
    if (second === this.#second) return;
    this.#second = second;
    this.#handOver();
    this.#log.follow(this.#history.info());
  }

  /** Hands over the rest and closes the history. */
  async close(): Promise<void> {
    this.#handOver();
    await this.#history.close();
  }

  #handOver(): void {
    this.#history.append(this.#open.take(this.#clock.now()));
  }

  #hiveOf(hiveId: string): RecordedHive {
    const known = this.#hives.get(hiveId);
    if (known) return known;
    const hive = new RecordedHive();
    this.#hives.set(hiveId, hive);
    return hive;
  }

  #forget(hiveId: string): void {
    const hive = this.#hives.get(hiveId);
    if (!hive) return;
    this.#hives.delete(hiveId);
    this.#endLayoutOf(hive.live);
    this.#endPast(hive);
  }

  #endPast(hive: RecordedHive): void {
    if (hive.past) this.#endLayoutOf(hive.past);
    hive.past = undefined;
  }

  #endLayoutOf({ layout }: SampleTrack): void {
    if (layout) this.#open.endLayout(layout.id);
  }

  #change(hive: RecordedHive, sample: Sample, { at, monotonic }: Moment): Writing | null {
    const before = hive.live.sample;
    if (before && !hive.live.hasWorkersOf(sample))
      this.#addEvents(hive, eventsBetween(before, sample, at), monotonic);
    return this.#follow(hive, hive.live, sample, monotonic);
  }

  #followPast(hive: RecordedHive, sample: Sample, now: number): Writing | null {
    const track = hive.pastTrack(now);
    return track.next(sample) ?? this.#follow(hive, track, sample, now);
  }

  /** Goes on to a sample that is not like the one before it; the layout that it replaces ends. */
  #follow(hive: RecordedHive, track: SampleTrack, sample: Sample, now: number): Writing | null {
    const before = track.layout;
    const admit: AdmitLayout = (it, make) => {
      const layout = make(this.#layouts + 1, this.#usual);
      const width = layout.fields.length;
      const mayHave =
        hive.layouts.take(1, now) && hive.columns.take(width, now) && this.#columns.take(width, now);
      if (!mayHave) return null;
      this.#layouts = layout.id;
      this.#open.addLayout(describe(layout, it));
      return layout;
    };
    const writing = track.follow(sample, admit);
    if (before && writing?.layout !== before) this.#open.endLayout(before.id);
    return writing;
  }

  /** Of the samples of one second only the last is kept ([P1]), so a hive has one place in the present second. */
  #writeLive({ place }: RecordedHive, writing: Writing, sample: Sample, time: number): void {
    const { cells, number } = this.#open;
    const isSameSecond = place.number === number && floorSecond(place.time) === floorSecond(time);
    const isInPlace = isSameSecond && cells[place.first] === writing.layout.id;
    if (isInPlace && time < place.time) return;
    if (!isInPlace) place.first = this.#open.reserve(HEADER + writing.layout.fields.length);
    place.number = number;
    place.time = time;
    this.#write(place.first, writing, sample, time);
  }

  #write(first: number, writing: Writing, sample: Sample, time: number): void {
    const { cells } = this.#open;
    cells[first] = writing.layout.id;
    cells[first + 1] = time;
    writeCells(cells, first + HEADER, writing, sample.flat.leaves);
    if (this.#open.used > MAX_NUMBERS) this.#handOver();
  }

  #addEvents(hive: RecordedHive | undefined, events: readonly HistoryEvent[], now: number): void {
    for (const event of events) {
      if (hive?.events.take(1, now) !== false && this.#events.take(1, now)) this.#open.addEvent(event);
      else this.#open.lose();
    }
  }
}

/**
 * A run that was never heard before has nothing to send late. Its clock was set back, and the order of heartbeats ([H6]) takes it for
 * late until the hive is down.
 */
function timeOfPast(
  hive: RecordedHive,
  { instant, interval_ms, backfill }: Sample,
  run: string,
  now: number,
): number {
  const sampled = instantMs(instant);
  if (backfill || hive.knows(run)) return hive.pastClockOf(run).past(sampled);
  return hive.clockOf(run).live(sampled, now, interval_ms);
}

const floorSecond = (ms: number): number => Math.floor(ms / 1_000);
const secondOf = (clock: QueenClock): number => floorSecond(clock.now());
