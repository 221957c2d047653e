import {
  type Flat,
  freeSlots,
  type HiveTelemetry,
  isWorkerReady,
  type Leaf,
  LIMITS,
  type NodeStats,
  type ProcessStats,
  type ServedModel,
  type Shape,
  type WorkerActivity,
} from '@rbee/contract';
import type { Instant } from '../time.ts';
import { cachedByShape } from './cached-by-shape.ts';
import { EngineRow } from './engine-row.ts';
import { type GpuRow, gpuRows } from './gpu-row.ts';
import { fieldOffsets, fieldPart, itemParts, type Part } from './part.ts';
import { type ActivityReader, activityReader } from './worker-activity.ts';

/** Figures of a worker that are used for totals or metrics. */
export type WorkerFigure =
  | 'cpu_pct'
  | 'rss_mb'
  | 'rss_shared_mb'
  | 'io_r_mb_s'
  | 'io_w_mb_s'
  | 'uptime_s'
  | 'gpu_util_pct'
  | 'vram_mb'
  | 'total_vram_mb'
  | 'pids';

/** One valid heartbeat as shape and leaves. Objects are made only when they are needed. */
export class Sample {
  readonly flat: Flat;
  /** Time of the sample by the hive's clock ([H7]). */
  readonly instant: Instant;
  /** The status that the hive reported of itself ([H2]). */
  readonly reportedStatus: Pick<HiveTelemetry, 'operational_status' | 'health_status'>;
  readonly hive_id: string;
  /** Milliseconds between two heartbeats ([R1]). */
  readonly interval_ms: number;
  readonly boot_id: string | undefined;
  readonly seq: number | undefined;
  readonly #layout: Layout;
  #readyWorkers: number | undefined;

  constructor(flat: Flat, instant: Instant, reportedStatus: Sample['reportedStatus'] = {}) {
    this.flat = flat;
    this.instant = instant;
    this.reportedStatus = reportedStatus;
    this.#layout = layoutOf(flat.shape);
    this.hive_id = this.#leaf('hive_id') as string;
    this.interval_ms = (this.#leaf('interval_ms') as number | undefined) ?? LIMITS.defaultIntervalMs;
    this.boot_id = this.#leaf('boot_id') as string | undefined;
    this.seq = this.#leaf('seq') as number | undefined;
  }

  /** The time of the sample as the hive wrote it ([H7]). */
  get sampled_at(): string {
    return this.#leaf('timestamp') as string;
  }

  /** True if it was sent late, after an outage; it never changes the present state ([L2]). */
  get backfill(): boolean {
    return this.#leaf('backfill') === true;
  }

  get version(): string | undefined {
    return this.#leaf('version') as string | undefined;
  }

  get workersCount(): number {
    return this.#layout.workers.length;
  }

  /** Number of workers that can take a request if the hive is healthy ([R2]). */
  get readyWorkers(): number {
    this.#readyWorkers ??= this.rows().filter((row) => row.isReady).length;
    return this.#readyWorkers;
  }

  /** The workers in the form of the wire; makes new objects at each call. */
  get workers(): ProcessStats[] {
    const { first, shape } = this.#layout.list;
    return shape.value(this.flat.leaves, first) as unknown as ProcessStats[];
  }

  /** The machine in the form of the wire; makes a new object at each call. */
  get node(): NodeStats | undefined {
    const { node } = this.#layout;
    return node && (node.shape.value(this.flat.leaves, node.first) as unknown as NodeStats);
  }

  /** The part of the machine. */
  get nodePart(): Part | undefined {
    return this.#layout.node;
  }

  /** The part of the list of workers, which may be an empty list. */
  get workersPart(): Part {
    return this.#layout.list;
  }

  /** The workers, as views of the leaves. */
  rows(): WorkerRow[] {
    return this.#layout.workers.map((part) => new WorkerRow(part, this.flat.leaves));
  }

  /** True if a worker has an engine that is read. */
  get hasEngines(): boolean {
    return this.#layout.workers.some(({ shape }) => offsetsOf(shape).engine !== undefined);
  }

  /** True if the machine has a GPU. */
  get hasGpus(): boolean {
    const { node } = this.#layout;
    return node !== undefined && (fieldPart(node, 'gpus')?.shape.children.length ?? 0) > 0;
  }

  /** The GPUs of the machine, each uuid once, as views of the leaves. */
  gpus(): GpuRow[] {
    const { node } = this.#layout;
    return gpuRows(node && fieldPart(node, 'gpus'), this.flat.leaves);
  }

  /** Index of the leaf of a field of the heartbeat; undefined if it has no such field. */
  leafIndexOf(field: string): number | undefined {
    return this.#layout.fields.get(field);
  }

  /** True if the other sample has the same workers in the same order, by process, name and models. */
  hasWorkersOf(other: Sample): boolean {
    if (this.flat.shape === other.flat.shape) {
      const [leaves, others] = [this.flat.leaves, other.flat.leaves];
      return this.#layout.identities.every((index) => leaves[index] === others[index]);
    }
    const others = other.rows();
    return (
      others.length === this.workersCount &&
      this.rows().every((row, index) => row.isSame(others[index] as WorkerRow))
    );
  }

  #leaf(field: string): Leaf {
    const index = this.leafIndexOf(field);
    return index === undefined ? undefined : this.flat.leaves[index];
  }
}

/** One worker of a sample, as a view of the sample's leaves. */
export class WorkerRow {
  readonly part: Part;
  readonly #leaves: readonly Leaf[];
  readonly #offsets: WorkerOffsets;

  constructor(part: Part, leaves: readonly Leaf[]) {
    this.part = part;
    this.#leaves = leaves;
    this.#offsets = offsetsOf(part.shape);
  }

  get pid(): number {
    return this.#leaf('pid') as number;
  }

  get group(): string {
    return this.#leaf('group') as string;
  }

  get instance(): string {
    return this.#leaf('instance') as string;
  }

  get model(): string | null {
    return this.#leaf('model') as string | null;
  }

  /** Names of all its models, each once, that of `model` first ([W5]). */
  get modelNames(): readonly string[] {
    const { model } = this;
    const first = model === null ? [] : [model];
    const { modelNames } = this.#offsets;
    if (modelNames.length === 0) return first;
    const names = modelNames.map((offset) => this.#leaves[this.part.first + offset] as string);
    return [...new Set([...first, ...names])];
  }

  /** Its models with the figures of each, if it serves several ([W5]). */
  get servedModels(): readonly ServedModel[] {
    const models = this.part.shape.field('models');
    if (!models) return [];
    return models.shape.value(this.#leaves, this.part.first + models.offset) as unknown as ServedModel[];
  }

  /** What it uses of each of its GPUs, each uuid once ([W3]). */
  get gpus(): readonly GpuRow[] {
    return gpuRows(fieldPart(this.part, 'gpus'), this.#leaves);
  }

  get started_at(): string | undefined {
    return this.#leaf('started_at') as string | undefined;
  }

  get origin(): string | undefined {
    return this.#leaf('origin') as string | undefined;
  }

  /** Its engine; undefined if none is read (section E). */
  get engine(): EngineRow | undefined {
    const { engine } = this.#offsets;
    return (
      engine && new EngineRow({ first: this.part.first + engine.offset, shape: engine.shape }, this.#leaves)
    );
  }

  /** What the worker does ([R2]). */
  get activity(): WorkerActivity {
    return this.#offsets.activity(this.#leaves, this.part.first);
  }

  /** True if it can take a request if its hive is healthy ([R2]). */
  get isReady(): boolean {
    const { engine } = this;
    return isWorkerReady({
      activity: this.activity,
      serves: this.#leaf('serves') as boolean | undefined,
      state: engine?.state,
      ...requestsOf(engine),
    });
  }

  /** Requests that its engine can take; undefined if that is not known ([R2]). */
  get freeSlots(): number | undefined {
    const { engine } = this;
    return freeSlots({ state: engine?.state, ...requestsOf(engine) });
  }

  /** True for the same process with the same name and models. */
  isSame(other: WorkerRow): boolean {
    if (!IDENTITY.every((field) => this.#leaf(field) === other.#leaf(field))) return false;
    const [names, others] = [this.modelNames, other.modelNames];
    return names.length === others.length && names.every((name, index) => name === others[index]);
  }

  /** A figure; undefined if it is unknown ([W2]), or if the hive does not send it. */
  figure(name: WorkerFigure): number | undefined {
    return this.#offsets.unknown.has(name) ? undefined : (this.#leaf(name) as number | undefined);
  }

  /** The worker in the form of the wire. */
  get stats(): ProcessStats {
    return this.part.shape.value(this.#leaves, this.part.first) as unknown as ProcessStats;
  }

  #leaf(field: string): Leaf {
    const offset = this.#offsets.fields.get(field);
    return offset === undefined ? undefined : this.#leaves[this.part.first + offset];
  }
}

const requestsOf = (engine: EngineRow | undefined) => ({
  slots: engine?.figure('slots'),
  requests_running: engine?.figure('requests_running'),
  requests_waiting: engine?.figure('requests_waiting'),
});

/** Fields whose change means that the worker was restarted, renamed or loads another model. */
const IDENTITY = ['pid', 'group', 'instance', 'model', 'started_at'] as const;

/** Where the parts of a heartbeat are among its leaves. */
interface Layout {
  /** Index of the first leaf of each field. */
  readonly fields: ReadonlyMap<string, number>;
  readonly list: Part;
  readonly workers: readonly Part[];
  /** Indexes of the leaves that identify the runs of the workers. */
  readonly identities: readonly number[];
  readonly node: Part | undefined;
}

const layoutOf = cachedByShape((shape: Shape): Layout => {
  // Their indexes are those of the leaves, because the heartbeat is the whole value.
  const whole: Part = { first: 0, shape };
  const list = fieldPart(whole, 'workers') as Part;
  const workers = itemParts(list);
  const identities = workers.flatMap((worker) => {
    const { fields, modelNames } = offsetsOf(worker.shape);
    const offsets = [...IDENTITY.flatMap((field) => fields.get(field) ?? []), ...modelNames];
    return offsets.map((offset) => worker.first + offset);
  });
  return { fields: fieldOffsets(shape), list, workers, identities, node: fieldPart(whole, 'node') };
});

/** Where the fields of a worker are among its leaves; shared by all workers of one shape. */
interface WorkerOffsets {
  /** Offset of each field. */
  readonly fields: ReadonlyMap<string, number>;
  /** Names of the unknown fields ([W2]). */
  readonly unknown: ReadonlySet<string>;
  readonly activity: ActivityReader;
  /** Offsets of the names in `models`. */
  readonly modelNames: readonly number[];
  /** Where its engine is, if one is read. */
  readonly engine: ReturnType<Shape['field']>;
}

const offsetsOf = cachedByShape((shape: Shape): WorkerOffsets => {
  const models = shape.field('models');
  return {
    fields: fieldOffsets(shape),
    unknown: new Set(shape.field('unknown')?.shape.keys ?? []),
    activity: activityReader(shape),
    modelNames: (models?.shape.children ?? []).map(
      (model, position) =>
        (models?.offset ?? 0) +
        (models?.shape.offsets[position] as number) +
        (model.field('name')?.offset as number),
    ),
    engine: shape.field('engine'),
  };
});
