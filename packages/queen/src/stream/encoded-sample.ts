import {
  type Changes,
  changesBetween,
  type Flat,
  flatten,
  type HiveHealth,
  type HiveTelemetry,
  type Leaf,
  listOf,
  objectOf,
  type Shape,
} from '@rbee/contract';
import {
  bytesOfReplaced,
  type Part,
  type Sample,
  type SampleSource,
  transportOf,
  type Via,
  type WorkerRow,
} from '../sample/index.ts';
import { type Moment, rfc3339 } from '../time.ts';
import { summaryTotals } from './summary.ts';

/** Telemetry of a hive: `event: heartbeat` ([S2]). */
export type TelemetryEvent = { type: 'hive_telemetry' } & HiveTelemetry;

/** A hive's sample with the fields that the queen adds ([S2]). */
export interface ReceivedSample {
  readonly sample: Sample;
  readonly received: Moment;
  /** The hive's clock minus the queen's at receipt, milliseconds ([H7]). */
  readonly clockSkewMs: number;
  /** The link that carried it; null for a POST. */
  readonly via: Via;
  /** Number of other runs that used its id in the last minute and were refused ([H8]). */
  readonly conflicting: number;
}

/** Options of an `EncodedSample`. */
export interface EncodedSampleOptions {
  /** The workers that it shows; default: all. */
  readonly rows?: readonly WorkerRow[];
  /** What the sample was decoded from; it is kept until `dropEncodings`. */
  readonly decodedFrom?: SampleSource | undefined;
}

/** A hive's sample as the stream sends it. Each encoding is made when the first view needs it, and kept until `dropEncodings`. */
export class EncodedSample {
  readonly #received: ReceivedSample;
  readonly #health: HiveHealth;
  /** The workers of a view that filters them; null for all. */
  readonly #rows: readonly WorkerRow[] | null;
  #decodedFrom: SampleSource | undefined;
  #json: string | undefined;
  #summary: string | undefined;
  #flat: Flat | undefined;

  constructor(received: ReceivedSample, health: HiveHealth, more: EncodedSampleOptions = {}) {
    this.#received = received;
    this.#health = health;
    this.#rows = more.rows ?? null;
    this.#decodedFrom = more.decodedFrom;
  }

  get hive_id(): string {
    return this.#received.sample.hive_id;
  }

  /** Milliseconds between two samples of the hive ([R1]). */
  get intervalMs(): number {
    return this.#received.sample.interval_ms;
  }

  /** The status that it is sent with ([R1]). */
  get health(): HiveHealth {
    return this.#health;
  }

  /** When the sample was received, RFC 3339. */
  get timestamp(): string {
    return rfc3339(this.#received.received.at);
  }

  /** What it still holds after a newer sample of its hive replaced it, bytes. */
  heldBeside(newer: EncodedSample): number {
    return bytesOfReplaced(this.#received.sample, newer.#received.sample);
  }

  get workersCount(): number {
    return this.#rows?.length ?? this.#received.sample.workersCount;
  }

  /** The same sample with only the workers that match. */
  filtered(matches: (row: WorkerRow) => boolean): EncodedSample {
    const { sample } = this.#received;
    return new EncodedSample(this.#received, this.#health, { rows: sample.rows().filter(matches) });
  }

  /** The same sample with another health; itself if it has that health. */
  withHealth(health: HiveHealth): EncodedSample {
    if (health === this.#health) return this;
    return new EncodedSample(this.#received, health, { ...(this.#rows && { rows: this.#rows }) });
  }

  /** The event as JSON ([S2]). */
  get json(): string {
    this.#json ??= JSON.stringify(this.#event(this.#workers()));
    return this.#json;
  }

  /** Its summary as JSON ([S9]). */
  get summary(): string {
    this.#summary ??= JSON.stringify({
      ...this.#event(undefined),
      type: 'hive_summary',
      ...summaryTotals(this.#rows ?? this.#received.sample.rows()),
    });
    return this.#summary;
  }

  /** The changes since another sample of the hive ([S11]); null if it must be sent whole. */
  changesSince(before: EncodedSample): Changes | null {
    const [old, flat] = [before.flat, this.flat];
    const from = this.#decodedFrom;
    const isSuccessor =
      from?.kind === 'changes' && from.base === before.#received.sample && !this.#rows && !before.#rows;
    return changesBetween(old, flat, isSuccessor ? this.#leavesToCompare(from.changed) : undefined);
  }

  /** Drops the encodings, because the sample is kept much longer than they are needed. */
  dropEncodings(): void {
    this.#decodedFrom = undefined;
    this.#json = undefined;
    this.#summary = undefined;
    this.#flat = undefined;
  }

  /** The event as shape and leaves. */
  get flat(): Flat {
    this.#flat ??= this.#isPlain() ? this.#plainFlat() : flatten(this.#event(this.#workers()));
    return this.#flat;
  }

  /** The event as an object ([S2]), with these workers. */
  #event(workers: unknown): object {
    const { sample, clockSkewMs, via, conflicting } = this.#received;
    const from = this.#decodedFrom;
    return {
      type: 'hive_telemetry',
      hive_id: sample.hive_id,
      timestamp: this.timestamp,
      workers,
      sampled_at: sample.sampled_at,
      health: this.#health,
      clock_skew_ms: clockSkewMs,
      transport: transportOf(via),
      conflicting_hives: conflicting > 0 ? conflicting : undefined,
      seq: sample.seq,
      node: from?.kind === 'objects' ? from.node : sample.node,
      operational_status: sample.reportedStatus.operational_status,
      health_status: sample.reportedStatus.health_status,
    };
  }

  /** Its workers as objects. Those that the sample was decoded from need not be made again. */
  #workers(): readonly unknown[] {
    if (this.#rows) return this.#rows.map(({ stats }) => stats);
    return this.#decodedFrom?.kind === 'objects' ? this.#decodedFrom.workers : this.#received.sample.workers;
  }

  /** True if the leaves can be taken from the sample: no other run conflicts, and the hive reported no status of its own. */
  #isPlain(): boolean {
    const { sample, conflicting } = this.#received;
    return conflicting === 0 && sample.reportedStatus.operational_status === undefined;
  }

  #plainFlat(): Flat {
    const { sample, clockSkewMs, via } = this.#received;
    const { flat, workersPart, nodePart, seq } = sample;
    const leaves: Leaf[] = ['hive_telemetry', sample.hive_id, this.timestamp];
    if (this.#rows === null) append(leaves, flat, workersPart);
    else if (this.#rows.length === 0) leaves.push(undefined);
    else for (const { part } of this.#rows) append(leaves, flat, part);
    leaves.push(sample.sampled_at, this.#health, clockSkewMs, transportOf(via));
    if (seq !== undefined) leaves.push(seq);
    if (nodePart) append(leaves, flat, nodePart);
    const workers = this.#rows ? listOf(this.#rows.map(({ part }) => part.shape)) : workersPart.shape;
    return { shape: telemetryShape(workers, seq !== undefined, nodePart?.shape), leaves };
  }

  /** Indexes of the leaves of the event that may differ from the sample before, in order. */
  #leavesToCompare(changed: readonly number[]): number[] {
    const { workersPart, nodePart, seq } = this.#received.sample;
    const within = ({ first, shape }: Part, to: number): number[] =>
      changed
        .filter((index) => index >= first && index < first + shape.size)
        .map((index) => index - first + to);
    const sampledAt = WORKERS_AT + workersPart.shape.size;
    const nodeAt = sampledAt + (seq === undefined ? FACTS : FACTS + 1);
    const node = nodePart ? within(nodePart, nodeAt) : [];
    const between = Array.from({ length: nodeAt - sampledAt }, (_, index) => sampledAt + index);
    return [TIMESTAMP_AT, ...within(workersPart, WORKERS_AT), ...between, ...node];
  }
}

/** Indexes of leaves of an event, after those of `type` and `hive_id`. */
const TIMESTAMP_AT = 2;
const WORKERS_AT = 3;
/** Leaves between the workers and `seq`: `sampled_at`, `health`, `clock_skew_ms` and `transport`. */
const FACTS = 4;

function append(leaves: Leaf[], { leaves: source }: Flat, { first, shape }: Part): void {
  for (let index = first; index < first + shape.size; index += 1) leaves.push(source[index]);
}

const KEYS = [
  'type',
  'hive_id',
  'timestamp',
  'workers',
  'sampled_at',
  'health',
  'clock_skew_ms',
  'transport',
];

/** Cache of the last shape for each list of workers: hives with such workers mostly have the same kind of machine. */
const shapes = new WeakMap<
  Shape,
  { readonly hasSeq: boolean; readonly node: Shape | undefined; shape: Shape }
>();

function telemetryShape(workers: Shape, hasSeq: boolean, node: Shape | undefined): Shape {
  const known = shapes.get(workers);
  if (known?.hasSeq === hasSeq && known.node === node) return known.shape;
  const keys = [...KEYS, ...(hasSeq ? ['seq'] : []), ...(node ? ['node'] : [])];
  const shape = objectOf(
    keys,
    keys.map((key) => (key === 'workers' ? workers : key === 'node' ? node : undefined)),
  );
  shapes.set(workers, { hasSeq, node, shape });
  return shape;
}
