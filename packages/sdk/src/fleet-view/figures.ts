import type { Gpu, ProcessStats } from '@rbee/contract';

/** Where a figure of a worker is on the wire, and the factor from its unit there to the one that is shown. */
interface FigureSource {
  readonly field: string;
  readonly of: 'worker' | 'engine';
  readonly factor: number;
}

const worker = (field: string, factor = 1): FigureSource => ({ field, of: 'worker', factor });
const engine = (field: string, factor = 1): FigureSource => ({ field, of: 'engine', factor });

/**
 * The figures of a worker that pages show, sort and filter by, with their units: `gpu` and `kv` percent, `vram`, `vram_total` and
 * `memory` MiB, `cpu` cores, `read` and `write` MiB/s, `uptime` seconds, `tokens` and `prompt_tokens` tokens a second, `ttft` and
 * `itl` the 95th percentile in milliseconds.
 */
export const WORKER_FIGURES = {
  gpu: worker('gpu_util_pct'),
  vram: worker('vram_mb'),
  vram_total: worker('total_vram_mb'),
  cpu: worker('cpu_pct', 1 / 100),
  memory: worker('rss_mb'),
  read: worker('io_r_mb_s'),
  write: worker('io_w_mb_s'),
  uptime: worker('uptime_s'),
  tokens: engine('generation_tokens_per_s'),
  prompt_tokens: engine('prompt_tokens_per_s'),
  running: engine('requests_running'),
  waiting: engine('requests_waiting'),
  slots: engine('slots'),
  kv: engine('kv_cache_pct'),
  ttft: engine('ttft_ms_p95'),
  itl: engine('itl_ms_p95'),
} as const satisfies Readonly<Record<string, FigureSource>>;

/** Name of a figure of a worker. */
export type WorkerFigureName = keyof typeof WORKER_FIGURES;

/** An object of the wire with figures and the reasons of those that are unknown ([W2]). */
type Source = {
  readonly [field: string]: unknown;
  readonly unknown?: Readonly<Record<string, string>> | undefined;
};

/** A figure; undefined if it is unknown or was not reported. */
export function figureOf(stats: ProcessStats, name: WorkerFigureName): number | undefined {
  const { field, of, factor } = WORKER_FIGURES[name];
  const source: Source | undefined = of === 'worker' ? stats : stats.engine;
  if (source === undefined || source.unknown?.[field] !== undefined) return undefined;
  const value = source[field];
  return typeof value === 'number' ? value * factor : undefined;
}

/** The reason why a figure is unknown ([W2]); undefined if it is known, or was not reported at all. */
export function reasonOfFigure(stats: ProcessStats, name: WorkerFigureName): string | undefined {
  const { field, of } = WORKER_FIGURES[name];
  const source: Source | undefined = of === 'worker' ? stats : stats.engine;
  return source === undefined ? stats.unknown?.['engine'] : source.unknown?.[field];
}

/** A field of a GPU that is a number. */
export type GpuFigureName = {
  [K in keyof Gpu]-?: NonNullable<Gpu[K]> extends number ? K : never;
}[keyof Gpu];

/** A figure of a GPU; undefined if it is unknown or was not reported. */
export const gpuFigure = (gpu: Gpu, name: GpuFigureName): number | undefined =>
  gpu.unknown?.[name] === undefined ? gpu[name] : undefined;
