import type { Entity, FieldName, Layout, Second } from '../../packages/history/src/index.ts';

/** Workers and GPUs of each hive of the load. Half of the workers are busy, each with a GPU. */
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

/** Figures of a hive. */
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
  /** The last cells of each hive. */
  readonly #cells: Float64Array;
  #seed = 1;
  #second = 0;
  readonly #start: number;

  /** `start` is the time of the first second, milliseconds since the epoch. */
  constructor(hives: number, figures: Figures, start: number) {
    this.layouts = Array.from({ length: hives }, (_, id) => layoutOf(id));
    this.#figures = figures;
    this.#start = start;
    this.#cells = new Float64Array(hives * COLUMNS);
    for (let i = 0; i < this.#cells.length; i += 1) this.#cells[i] = this.#first(i % COLUMNS);
  }

  /** The next second. */
  next(): Second {
    const at = this.#start + this.#second * 1_000;
    const samples = new Float64Array(this.layouts.length * (COLUMNS + 2));
    this.layouts.forEach(({ id }, hive) => {
      const cells = this.#cells.subarray(hive * COLUMNS, (hive + 1) * COLUMNS);
      for (let i = 0; i < COLUMNS; i += 1) if (isBusy(i)) cells[i] = this.#nextOf(i, cells[i] as number);
      samples.set([id, at + 500], hive * (COLUMNS + 2));
      samples.set(cells, hive * (COLUMNS + 2) + 2);
    });
    const layouts = this.#second === 0 ? this.layouts : [];
    this.#second += 1;
    return { at: at + 999, layouts, ended: [], samples, events: [] };
  }

  #first(column: number): number {
    const field = fieldOf(column);
    if (field === 'rss_mb' || field === 'vram_mb' || field === 'vram_used_mb')
      return 2_000 + (column % 9) * 2_048;
    if (field === 'temp_c') return 41;
    return isBusy(column) && field === 'busy' ? 1 : 0;
  }

  #nextOf(column: number, before: number): number {
    const field = fieldOf(column);
    if (field === 'busy') return 1;
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

/** True for a column of a busy worker, or of its GPU. */
const isBusy = (column: number): boolean => {
  const workers = WORKERS * WORKER_FIELDS.length;
  const owner =
    column < workers
      ? Math.floor(column / WORKER_FIELDS.length)
      : Math.floor((column - workers) / GPU_FIELDS.length);
  return owner < WORKERS / 2;
};

function fieldOf(column: number): FieldName {
  const workers = WORKERS * WORKER_FIELDS.length;
  const field =
    column < workers
      ? WORKER_FIELDS[column % WORKER_FIELDS.length]
      : GPU_FIELDS[(column - workers) % GPU_FIELDS.length];
  if (!field) throw new Error(`There is no column ${column}.`);
  return field;
}

function layoutOf(id: number): Layout {
  const hive = `gpu-${String(id).padStart(4, '0')}`;
  const entities: Entity[] = [];
  for (let i = 0; i < WORKERS; i += 1) {
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
  for (let i = 0; i < WORKERS; i += 1) {
    const digits = String(id * WORKERS + i).padStart(12, '0');
    const [uuid, name] = [`GPU-${digits.slice(4)}-7b1c-4f2e-9a31-${digits}`, 'NVIDIA H100 80GB HBM3'];
    entities.push({ kind: 'gpu', uuid, index: i, name });
  }
  const columns = Array.from({ length: COLUMNS }, (_, column) => {
    const workers = WORKERS * WORKER_FIELDS.length;
    const entity =
      column < workers
        ? Math.floor(column / WORKER_FIELDS.length)
        : WORKERS + Math.floor((column - workers) / GPU_FIELDS.length);
    return { entity, field: fieldOf(column) };
  });
  return { id, hive_id: hive, interval_ms: 1_000, entities, columns };
}
