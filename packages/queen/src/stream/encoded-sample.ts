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
import type { Sample, WorkerRow } from '../sample/index.ts';
import { type Moment, rfc3339 } from '../time.ts';
import { summaryTotals } from './summary.ts';

/** `event: heartbeat` of a hive ([S2]). */
export type TelemetryEvent = { type: 'hive_telemetry' } & HiveTelemetry;

/** A hive's sample with what the queen adds to it ([S2]). */
export interface ReceivedSample {
  readonly sample: Sample;
  readonly received: Moment;
  /** The hive's clock less the queen's at receipt, milliseconds ([H7]). */
  readonly clockSkewMs: number;
  /** Other hives that claimed its id in the last minute and were refused ([H8]). */
  readonly conflicting: number;
}

/** A hive's sample as the stream sends it. Each encoding is made once, when the first view needs it. */
export class EncodedSample {
  readonly #source: ReceivedSample;
  readonly #health: HiveHealth;
  /** The workers of a view that filters them; null for all. */
  readonly #rows: readonly WorkerRow[] | null;
  #json: string | undefined;
  #tail: string | undefined;
  #summary: string | undefined;
  #flat: Flat | undefined;

  constructor(source: ReceivedSample, health: HiveHealth, rows: readonly WorkerRow[] | null = null) {
    this.#source = source;
    this.#health = health;
    this.#rows = rows;
  }

  get hive_id(): string {
    return this.#source.sample.hive_id;
  }

  /** The standing that it is sent with ([R1]). */
  get health(): HiveHealth {
    return this.#health;
  }

  /** When the sample was received, RFC 3339. */
  get timestamp(): string {
    return rfc3339(this.#source.received.at);
  }

  get workersCount(): number {
    return this.#rows?.length ?? this.#source.sample.workersCount;
  }

  /** The same sample with only the workers that match. */
  filtered(matches: (row: WorkerRow) => boolean): EncodedSample {
    const { sample } = this.#source;
    return new EncodedSample(this.#source, this.#health, sample.rows().filter(matches));
  }

  /** The event as JSON ([S2]). */
  get json(): string {
    this.#json ??= `${this.#head('hive_telemetry')},"workers":${this.#workersText()},${this.#rest()}`;
    return this.#json;
  }

  /** Its summary as JSON ([S9]). */
  get summary(): string {
    const rows = this.#rows ?? this.#source.sample.rows();
    this.#summary ??= `${this.#head('hive_summary')},${this.#rest().slice(0, -1)},${summaryTotals(rows)}`;
    return this.#summary;
  }

  /** What changed since another sample of the hive ([S11]); null where it must be sent whole. */
  changesSince(before: EncodedSample): Changes | null {
    const [old, flat] = [before.flat, this.flat];
    const { arrival } = this.#source.sample;
    const isSuccessor =
      arrival?.base === before.#source.sample && this.#rows === null && before.#rows === null;
    return changesBetween(old, flat, isSuccessor ? this.#changedLeaves(arrival.changed) : undefined);
  }

  /** Lets go of what was made for the views: the sample is kept for long, its encodings are not. */
  release(): void {
    this.#json = undefined;
    this.#tail = undefined;
    this.#summary = undefined;
    this.#flat = undefined;
  }

  /** The event as shape and leaves. */
  get flat(): Flat {
    this.#flat ??= this.#isPlain() ? this.#plainFlat() : flatten(JSON.parse(this.json));
    return this.#flat;
  }

  #head(type: string): string {
    return `{"type":"${type}","hive_id":"${this.hive_id}","timestamp":"${this.timestamp}"`;
  }

  #workersText(): string {
    const { flat, parsed, workersPart } = this.#source.sample;
    if (this.#rows === null && parsed) return JSON.stringify(parsed.workers);
    if (this.#rows === null) return workersPart.shape.text(flat.leaves, workersPart.at);
    return `[${this.#rows.map(({ part }) => part.shape.text(flat.leaves, part.at)).join(',')}]`;
  }

  /** What comes after the workers, with the closing brace. */
  #rest(): string {
    this.#tail ??= this.#makeRest();
    return this.#tail;
  }

  #makeRest(): string {
    const { sample, clockSkewMs, conflicting } = this.#source;
    const { flat, parsed, sampled_at, seq, nodePart, words } = sample;
    let text = `"sampled_at":"${sampled_at}","health":"${this.#health}","clock_skew_ms":${clockSkewMs}`;
    if (conflicting > 0) text += `,"conflicting_hives":${conflicting}`;
    if (seq !== undefined) text += `,"seq":${seq}`;
    if (nodePart) {
      text += `,"node":${parsed ? JSON.stringify(parsed.node) : nodePart.shape.text(flat.leaves, nodePart.at)}`;
    }
    const said = JSON.stringify(words).slice(1, -1);
    return said === '' ? `${text}}` : `${text},${said}}`;
  }

  /** True for a heartbeat as a hive of this project sends it, whose leaves need not be read from text. */
  #isPlain(): boolean {
    const { sample, conflicting } = this.#source;
    return conflicting === 0 && sample.words.operational_status === undefined;
  }

  #plainFlat(): Flat {
    const { sample, clockSkewMs } = this.#source;
    const { flat, workersPart, nodePart, seq } = sample;
    const leaves: Leaf[] = ['hive_telemetry', sample.hive_id, this.timestamp];
    if (this.#rows === null) append(leaves, flat, workersPart);
    else if (this.#rows.length === 0) leaves.push(undefined);
    else for (const { part } of this.#rows) append(leaves, flat, part);
    leaves.push(sample.sampled_at, this.#health, clockSkewMs);
    if (seq !== undefined) leaves.push(seq);
    if (nodePart) append(leaves, flat, nodePart);
    const workers = this.#rows ? listOf(this.#rows.map(({ part }) => part.shape)) : workersPart.shape;
    return { shape: telemetryShape(workers, seq !== undefined, nodePart?.shape), leaves };
  }

  /** Leaves of the event that may differ from those of the sample before, in order. */
  #changedLeaves(changed: readonly number[]): number[] {
    const { workersPart, nodePart, seq } = this.#source.sample;
    const within = (part: { at: number; shape: Shape }, to: number): number[] =>
      changed.filter((at) => at >= part.at && at < part.at + part.shape.size).map((at) => at - part.at + to);
    const sampledAt = WORKERS_AT + workersPart.shape.size;
    const nodeAt = sampledAt + (seq === undefined ? 3 : 4);
    const node = nodePart ? within(nodePart, nodeAt) : [];
    const between = Array.from({ length: nodeAt - sampledAt }, (_, index) => sampledAt + index);
    return [TIMESTAMP_AT, ...within(workersPart, WORKERS_AT), ...between, ...node];
  }
}

/** Leaves of an event: its type and its hive come first. */
const TIMESTAMP_AT = 2;
const WORKERS_AT = 3;

function append(leaves: Leaf[], { leaves: source }: Flat, { at, shape }: { at: number; shape: Shape }): void {
  for (let index = at; index < at + shape.size; index += 1) leaves.push(source[index]);
}

const KEYS = ['type', 'hive_id', 'timestamp', 'workers', 'sampled_at', 'health', 'clock_skew_ms'];

/** The last shape made for each list of workers: hives whose workers look alike mostly have the same machine. */
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
