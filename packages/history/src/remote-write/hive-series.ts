import { inUnit } from '../field-metrics.ts';
import type { LabelBody } from './label-bytes.ts';
import type { Points } from './points.ts';
import { type SentMetric, SeriesList } from './series-list.ts';
import type { WriteRequest } from './write-request.ts';

/** A hive is down if it has not reported for so many of its intervals ([R1]). */
const DOWN_INTERVALS = 10;

/** A marker is so long before the point that has no value: a late sample can bring a value for that point, and no time has two. */
const MARKER_MS = 1;

/** A series that has a value, and that the hive reports no longer. */
interface Ended {
  readonly metric: SentMetric;
  readonly body: LabelBody;
}

/**
 * The series of one hive as a target knows them: which of them have a value. One that loses its value gets a stale marker, once: when
 * it is unknown, when its worker or GPU is gone, and when the hive is down.
 */
export class HiveSeries {
  #series = new SeriesList([], []);
  /** 1 for each series whose last sample is a value. */
  #alive = new Uint8Array();
  #ended: Ended[] = [];
  #latest = 0;
  #interval = 0;
  readonly #times: number[] = [];
  readonly #values: number[] = [];
  readonly #maxima: number[] = [];

  /** True if no series has a value: there is nothing to end. */
  get isEnded(): boolean {
    return this.#ended.length === 0 && !this.#alive.includes(1);
  }

  /**
   * Writes what the hive reported at these times. Stops whenever the request has no room for the next series; what follows goes
   * into the next request, so that all samples of a series are in one.
   *
   * @param points what it reported; undefined for nothing
   */
  *write(request: WriteRequest, times: Float64Array, points: Points | undefined): Generator<undefined> {
    if (points) this.#follow(points);
    const ends = this.#endsOf(times, points);
    const first = ends.indexOf(1);
    if (first < 0) return;
    yield* writeMarkers(request, this.#ended, (times[first] as number) - MARKER_MS);
    this.#ended = [];
    const { metrics, bodies, length } = this.#series;
    for (let series = 0; series < length; series += 1) {
      this.#collect(series, times, ends, points);
      const count = this.#times.length;
      if (count === 0) continue;
      const { head, maxHead, factor } = metrics[series] as SentMetric;
      const { bytes } = bodies[series] as LabelBody;
      if (request.isFullFor(count)) yield;
      this.#put(request, head, bytes, this.#values, factor);
      if (maxHead === null) continue;
      if (request.isFullFor(count)) yield;
      this.#put(request, maxHead, bytes, this.#maxima, factor);
    }
  }

  /** Takes every series as one with a value: what was written last may not have been sent. */
  doubt(): void {
    this.#alive.fill(1);
  }

  /** Ends every series at this time. */
  *end(request: WriteRequest, time: number): Generator<undefined> {
    const alive = [...this.#ended, ...this.#aliveOf(() => true)];
    this.#ended = [];
    this.#alive.fill(0);
    yield* writeMarkers(request, alive, time);
  }

  /** Takes over the series of the points; those that are not among them end. */
  #follow(points: Points): void {
    this.#interval = points.interval;
    const before = this.#series;
    if (points.series === before) return;
    this.#ended.push(...this.#aliveOf((at) => points.series.placeOf(before, at) === undefined));
    this.#alive = Uint8Array.from(points.series.metrics, (_, at) => {
      const place = before.placeOf(points.series, at);
      return place === undefined ? 0 : (this.#alive[place] as number);
    });
    this.#series = points.series;
  }

  #aliveOf(matches: (at: number) => boolean): Ended[] {
    const { metrics, bodies } = this.#series;
    return metrics.flatMap((metric, at) =>
      this.#alive[at] && matches(at) ? [{ metric, body: bodies[at] as LabelBody }] : [],
    );
  }

  /** For each time: 1 if a series without a value then has none any more, because the hive reported or is down. */
  #endsOf(times: Float64Array, points: Points | undefined): Uint8Array {
    const ends = Uint8Array.from(times, (time, step) => {
      if (points?.reported[step]) this.#latest = time;
      else if (time - this.#latest < DOWN_INTERVALS * this.#interval) return 0;
      return 1;
    });
    if (points && points.latest > 0) this.#latest = points.latest;
    return ends;
  }

  /** Collects the samples of a series. */
  #collect(series: number, times: Float64Array, ends: Uint8Array, points: Points | undefined): void {
    const hasMaximum = this.#series.metrics[series]?.maxHead !== null;
    let isAlive = this.#alive[series] === 1;
    let count = 0;
    for (let step = 0; step < times.length; step += 1) {
      const value = points ? points.valueOf(series, step) : Number.NaN;
      const isValue = !Number.isNaN(value);
      if (!isValue && !(isAlive && ends[step])) continue;
      const time = times[step] as number;
      this.#times[count] = isValue ? time : time - MARKER_MS;
      this.#values[count] = value;
      if (hasMaximum) this.#maxima[count] = points ? points.maximumOf(series, step) : Number.NaN;
      isAlive = isValue;
      count += 1;
    }
    this.#times.length = count;
    this.#alive[series] = Number(isAlive);
  }

  #put(
    request: WriteRequest,
    head: Uint8Array,
    body: Uint8Array,
    values: readonly number[],
    factor: number,
  ): void {
    const times = this.#times;
    request.begin(head, body, times.length);
    for (let at = 0; at < times.length; at += 1) {
      request.sample(inUnit(values[at] as number, factor), times[at] as number);
    }
  }
}

function* writeMarkers(request: WriteRequest, ended: readonly Ended[], time: number): Generator<undefined> {
  for (const { metric, body } of ended) {
    for (const head of metric.maxHead ? [metric.head, metric.maxHead] : [metric.head]) {
      if (request.isFullFor(1)) yield;
      request.begin(head, body.bytes, 1);
      request.sample(Number.NaN, time);
    }
  }
}
