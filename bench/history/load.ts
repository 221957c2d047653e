import {
  type Column,
  type Entity,
  FIELDS,
  type FieldName,
  type Layout,
  type Second,
} from '../../packages/history/src/index.ts';

/** Workers and GPUs of each hive of the load, unless it has another shape. Half of the workers are busy, each with a GPU. */
export const WORKERS = 8;
const WORKER_FIELDS = [
  'busy',
  'cpu_pct',
  'rss_mb',
  'gpu_util_pct',
  'vram_mb',
  'requests_running',
  'requests_waiting',
  'kv_cache_pct',
  'prompt_tokens_per_s',
  'generation_tokens_per_s',
] as const;
const GPU_FIELDS = ['util_pct', 'vram_used_mb', 'temp_c', 'power_w'] as const;

/** What a hive has. With `all` fields it has every figure that the history can keep, with `some` those that vary most. */
export interface Shape {
  readonly workers: number;
  readonly gpus: number;
  readonly fields: 'some' | 'all';
}

const USUAL: Shape = { workers: WORKERS, gpus: WORKERS, fields: 'some' };

/** Figures of a hive of the usual shape. */
export const COLUMNS = WORKERS * (WORKER_FIELDS.length + GPU_FIELDS.length);

/**
 * How the figures of what is busy go: `random` ones are uniform from 0 to 100.0 or 1000 and independent of each other, worse to pack
 * than life; `steady` ones keep their value for some seconds, drift, or grow.
 */
export type Figures = 'random' | 'steady';

/** A fleet that reports once a second. The same numbers come each time. */
export class Load {
  readonly layouts: readonly Layout[];
  readonly #figures: Figures;
  /** Of each hive, which all have the same. */
  readonly #columns: readonly LoadColumn[];
  /** The last cells of each hive. */
  readonly #cells: Float64Array;
  #seed = 1;
  #second = 0;
  readonly #start: number;

  /** `start` is the time of the first second, milliseconds since the epoch. */
  constructor(hives: number, figures: Figures, start: number, shape: Shape = USUAL) {
    this.#columns = columnsOf(shape);
    this.layouts = Array.from({ length: hives }, (_, id) => layoutOf(id, shape, this.#columns));
    this.#figures = figures;
    this.#start = start;
    const { length } = this.#columns;
    this.#cells = new Float64Array(hives * length);
    for (let i = 0; i < this.#cells.length; i += 1) this.#cells[i] = this.#first(i % length);
  }

  /** The next second. */
  next(): Second {
    const at = this.#start + this.#second * 1_000;
    const { length } = this.#columns;
    const samples = new Float64Array(this.layouts.length * (length + 2));
    this.layouts.forEach(({ id }, hive) => {
      const cells = this.#cells.subarray(hive * length, (hive + 1) * length);
      this.#columns.forEach(({ field, isBusy }, i) => {
        if (isBusy) cells[i] = this.#nextOf(field, cells[i] as number);
      });
      samples.set([id, at + 500], hive * (length + 2));
      samples.set(cells, hive * (length + 2) + 2);
    });
    const layouts = this.#second === 0 ? this.layouts : [];
    this.#second += 1;
    return { at: at + 999, layouts, ended: [], samples, events: [] };
  }

  /** The next seconds, handed over at once. */
  nextSeconds(count: number): Second {
    const seconds = Array.from({ length: count }, () => this.next());
    const [first, last] = [seconds[0] ?? this.next(), seconds.at(-1) ?? this.next()];
    const { length } = first.samples;
    const samples = new Float64Array(count * length);
    seconds.forEach((it, index) => {
      samples.set(it.samples, index * length);
    });
    return { ...last, layouts: first.layouts, samples };
  }

  #first(column: number): number {
    const { field, isBusy } = this.#columns[column] as LoadColumn;
    if (field.endsWith('_mb')) return 2_000 + (column % 9) * 2_048;
    if (field === 'temp_c') return 41;
    return isBusy && field === 'busy' ? 1 : 0;
  }

  #nextOf(field: FieldName, before: number): number {
    if (field === 'busy') return 1;
    if (FIXED.has(field)) return before;
    if (this.#figures === 'random') return isWhole(field) ? this.#upTo(1_001) : this.#upTo(1_001) / 10;
    return this.#steady(field, before);
  }

  #steady(field: FieldName, before: number): number {
    if (isWhole(field)) {
      if (field.startsWith('requests')) return this.#upTo(5) === 0 ? this.#upTo(12) : before;
      return this.#upTo(20) === 0 ? Math.max(0, before + this.#upTo(65) - 32) : before;
    }
    if (field === 'temp_c') return this.#upTo(4) === 0 ? 60 + this.#upTo(4) : before;
    const tenths = Math.round(before * 10) + this.#upTo(61) - 30;
    return Math.max(0, Math.min(1_000, tenths)) / 10;
  }

  /** A pseudo-random whole number below a bound (xorshift32). */
  #upTo(bound: number): number {
    this.#seed ^= this.#seed << 13;
    this.#seed ^= this.#seed >>> 17;
    this.#seed ^= this.#seed << 5;
    return (this.#seed >>> 0) % bound;
  }
}

const isWhole = (field: FieldName): boolean => field.endsWith('_mb') || field.startsWith('requests');

/** Figures that stay as they are while a worker runs. */
const FIXED: ReadonlySet<FieldName> = new Set<FieldName>([
  'ram_total_mb',
  'vram_total_mb',
  'power_limit_w',
  'memory_clock_mhz',
  'pids',
  'slots',
]);

interface LoadColumn extends Column {
  /** True for a column of a busy worker, of its GPU, or of the machine. */
  readonly isBusy: boolean;
}

/** Those of the workers come first, then those of the GPUs; with all fields, then those of the machine and of the uses of GPUs. */
function columnsOf({ workers, gpus, fields }: Shape): LoadColumn[] {
  const of = (entity: number, names: readonly string[], isBusy: boolean): LoadColumn[] =>
    names.map((field) => ({ entity, field: field as FieldName, isBusy }));
  const isAll = fields === 'all';
  const all: LoadColumn[] = [];
  for (let i = 0; i < workers; i += 1)
    all.push(...of(i, isAll ? Object.keys(FIELDS.worker) : WORKER_FIELDS, i < workers / 2));
  for (let i = 0; i < gpus; i += 1)
    all.push(...of(workers + i, isAll ? Object.keys(FIELDS.gpu) : GPU_FIELDS, i < gpus / 2));
  if (!isAll) return all;
  all.push(...of(workers + gpus, Object.keys(FIELDS.node), true));
  for (let i = 0; i < workers; i += 1)
    all.push(...of(workers + gpus + 1 + i, Object.keys(FIELDS.use), i < workers / 2));
  return all;
}

function layoutOf(id: number, { workers, gpus, fields }: Shape, columns: readonly Column[]): Layout {
  const hive = `gpu-${String(id).padStart(4, '0')}`;
  const entities: Entity[] = [];
  const uuidOf = (index: number): string => {
    const digits = String(id * gpus + index).padStart(12, '0');
    return `GPU-${digits.slice(4)}-7b1c-4f2e-9a31-${digits}`;
  };
  for (let i = 0; i < workers; i += 1) {
    entities.push({
      kind: 'worker',
      group: 'llm',
      instance: `${8_000 + i}`,
      pid: 10_000 + id * 10 + i,
      started_at: `2026-11-2${i}T0${i}:1${id % 10}:25.${100 + i}Z`,
      model: `qwen3-${i % 3}b-instruct`,
      engine: 'vllm',
    });
  }
  for (let i = 0; i < gpus; i += 1) {
    entities.push({ kind: 'gpu', uuid: uuidOf(i), index: i, name: 'NVIDIA H100 80GB HBM3' });
  }
  if (fields === 'all') {
    entities.push({ kind: 'node' });
    for (let i = 0; i < workers; i += 1) {
      entities.push({ kind: 'use', worker: i, uuid: uuidOf(Math.min(i, gpus - 1)) });
    }
  }
  // What is made for a list of columns is kept with it, so each hive has its own as in a queen.
  return { id, hive_id: hive, interval_ms: 1_000, entities, columns: [...columns] };
}
