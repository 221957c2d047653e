import type { LabelBody } from './label-bytes.ts';

/** A metric as one target gets it. All series of the metric share it. */
export interface SentMetric {
  readonly name: string;
  readonly head: Uint8Array;
  /** The name of the maximum; null if it is not sent. */
  readonly maxHead: Uint8Array | null;
  readonly factor: number;
  /** A power of ten: values are rounded as they are kept, so that the same is sent whether it comes from memory or from the files. */
  readonly scale: number;
  /** True if the last value stands for an interval, not the mean. */
  readonly isLast: boolean;
}

/** Series of one hive: entry `i` of both lists together is a series. */
export class SeriesList {
  readonly metrics: readonly SentMetric[];
  readonly bodies: readonly LabelBody[];
  /** `scale` and `isLast` of each series, where they are read for every value. */
  readonly scales: Float64Array;
  readonly areLast: Uint8Array;
  #positions: ReadonlyMap<string, number> | undefined;

  constructor(metrics: readonly SentMetric[], bodies: readonly LabelBody[]) {
    this.metrics = metrics;
    this.bodies = bodies;
    this.scales = Float64Array.from(metrics, ({ scale }) => scale);
    this.areLast = Uint8Array.from(metrics, ({ isLast }) => Number(isLast));
  }

  get length(): number {
    return this.metrics.length;
  }

  /** Position of the series with the labels of the one at `index` of the other list; undefined if there is none. */
  placeOf(other: SeriesList, index: number): number | undefined {
    return this.#places.get(keyOf(other, index));
  }

  /** This list with the series of the other one that it lacks, at its end, and where each series of the other one is. */
  with(other: SeriesList): { readonly list: SeriesList; readonly places: Int32Array } {
    const [metrics, bodies, found] = [[...this.metrics], [...this.bodies], new Map(this.#places)];
    const places = Int32Array.from(other.metrics, (metric, index) => {
      const key = keyOf(other, index);
      const place = found.get(key) ?? metrics.length;
      if (place === metrics.length) {
        found.set(key, metrics.push(metric) - 1);
        bodies.push(other.bodies[index] as LabelBody);
      }
      return place;
    });
    return { list: metrics.length === this.length ? this : new SeriesList(metrics, bodies), places };
  }

  get #places(): ReadonlyMap<string, number> {
    this.#positions ??= new Map(this.metrics.map((_, at) => [keyOf(this, at), at]));
    return this.#positions;
  }
}

const keyOf = ({ metrics, bodies }: SeriesList, index: number): string =>
  `${metrics[index]?.name} ${bodies[index]?.key}`;
