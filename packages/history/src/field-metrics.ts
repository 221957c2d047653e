import type { EntityKind, FieldName } from './fields.ts';

/** Bytes of a MiB: the wire counts memory in MiB, and metrics in bytes. */
export const MIB = 1024 * 1024;

/** How a field is named in Prometheus, on `/metrics` and in remote write. */
export interface FieldMetric {
  /** Name of the metric; its unit is a base unit. */
  readonly name: string;
  /** Factor from the unit of the wire to that of the metric. */
  readonly factor: number;
  readonly help: string;
  /**
   * `gauge`: over an interval it has a mean and a maximum. `limit`: it does not change with the load, so the last value stands for
   * an interval. `counter`: only grows, so the last value stands for an interval, too.
   */
  readonly kind: 'gauge' | 'limit' | 'counter';
  /** Share of the requests that the figure is about: a label of its own. */
  readonly quantile?: string;
  /** True for a figure of the engine: its series have the label `engine`. */
  readonly ofEngine?: true;
}

type Options = Partial<Pick<FieldMetric, 'kind' | 'quantile'>>;

const metric = (name: string, factor: number, help: string, options: Options = {}): FieldMetric => ({
  ...{ name, factor, help, kind: 'gauge' },
  ...options,
});

const ofEngine = (suffix: string, factor: number, help: string, options: Options = {}): FieldMetric => ({
  ...metric(`rbee_worker_${suffix}`, factor, help, options),
  ofEngine: true,
});

const LIMIT = { kind: 'limit' } as const;
const COUNTER = { kind: 'counter' } as const;
const FIRST_TOKEN = 'Time from a request to its first token, over the last seconds.';
const BETWEEN_TOKENS = 'Time between two tokens of a request, over the last seconds.';

/** The metric of every field that the past keeps, as `/metrics` and remote write name it. */
export const FIELD_METRICS: { readonly [K in EntityKind]: Readonly<Record<FieldName<K>, FieldMetric>> } = {
  node: {
    cpu_pct: metric('rbee_node_cpu_ratio', 1 / 100, 'CPU use of the machine; 1 is one core fully used.'),
    load_1: metric('rbee_node_load1', 1, 'Load average of the machine over one minute.'),
    ram_used_mb: metric('rbee_node_memory_used_bytes', MIB, 'Memory of the machine in use.'),
    ram_total_mb: metric('rbee_node_memory_total_bytes', MIB, 'Memory of the machine.', LIMIT),
    swap_used_mb: metric('rbee_node_swap_used_bytes', MIB, 'Swap of the machine in use.'),
    agent_cpu_pct: metric(
      'rbee_agent_cpu_ratio',
      1 / 100,
      'CPU use of the hive itself; 1 is one core fully used.',
    ),
    agent_rss_mb: metric('rbee_agent_resident_bytes', MIB, 'Resident memory of the hive itself.'),
  },
  gpu: {
    util_pct: metric('rbee_gpu_utilisation_ratio', 1 / 100, 'Utilisation of the GPU, 0 to 1.'),
    vram_used_mb: metric(
      'rbee_gpu_memory_used_bytes',
      MIB,
      'Memory of the GPU in use, by the count of its driver.',
    ),
    vram_total_mb: metric('rbee_gpu_memory_total_bytes', MIB, 'Memory of the GPU.', LIMIT),
    unattributed_vram_mb: metric(
      'rbee_gpu_memory_unattributed_bytes',
      MIB,
      'Memory in use that no worker holds.',
    ),
    temp_c: metric('rbee_gpu_temperature_celsius', 1, 'Temperature of the GPU.'),
    power_w: metric('rbee_gpu_power_watts', 1, 'Power that the GPU draws.'),
    power_limit_w: metric(
      'rbee_gpu_power_limit_watts',
      1,
      'Limit of the power that the GPU may draw.',
      LIMIT,
    ),
    clock_mhz: metric('rbee_gpu_clock_hertz', 1e6, 'Clock of the GPU.'),
    memory_clock_mhz: metric('rbee_gpu_memory_clock_hertz', 1e6, 'Clock of the memory of the GPU.'),
    fan_pct: metric('rbee_gpu_fan_speed_ratio', 1 / 100, 'Speed of its fans; 1 is the maximum.'),
  },
  worker: {
    busy: metric('rbee_worker_busy', 1, '1 if the worker is known to be busy, 0 if it is known to be idle.'),
    cpu_pct: metric(
      'rbee_worker_cpu_ratio',
      1 / 100,
      'CPU use of the process tree; 1 is one core fully used.',
    ),
    rss_mb: metric('rbee_worker_resident_bytes', MIB, 'Resident memory of the process tree.'),
    io_r_mb_s: metric('rbee_worker_storage_read_bytes_per_second', MIB, 'Storage reads of the process tree.'),
    io_w_mb_s: metric(
      'rbee_worker_storage_write_bytes_per_second',
      MIB,
      'Storage writes of the process tree.',
    ),
    gpu_util_pct: metric(
      'rbee_worker_gpu_utilisation_ratio',
      1 / 100,
      "Utilisation of the worker's busiest GPU, 0 to 1.",
    ),
    vram_mb: metric('rbee_worker_vram_used_bytes', MIB, 'GPU memory that the process tree holds.'),
    total_vram_mb: metric(
      'rbee_worker_vram_total_bytes',
      MIB,
      'Memory of the GPUs that the worker uses.',
      LIMIT,
    ),
    pids: metric('rbee_worker_processes', 1, 'Processes in the tree.'),
    slots: ofEngine('slots', 1, 'Requests that the engine runs at the same time at most.', LIMIT),
    requests_running: ofEngine('requests_running', 1, 'Requests that the engine runs.'),
    requests_waiting: ofEngine('requests_waiting', 1, 'Requests that wait in the queue of the engine.'),
    kv_cache_pct: ofEngine('kv_cache_ratio', 1 / 100, 'Share of the KV cache of the engine in use, 0 to 1.'),
    prompt_tokens_per_s: ofEngine('prompt_tokens_per_second', 1, 'Prompt tokens that the engine processes.'),
    generation_tokens_per_s: ofEngine('generation_tokens_per_second', 1, 'Tokens that the engine generates.'),
    ttft_ms_p50: ofEngine('time_to_first_token_seconds', 1 / 1000, FIRST_TOKEN, { quantile: '0.5' }),
    ttft_ms_p95: ofEngine('time_to_first_token_seconds', 1 / 1000, FIRST_TOKEN, { quantile: '0.95' }),
    itl_ms_p50: ofEngine('time_between_tokens_seconds', 1 / 1000, BETWEEN_TOKENS, { quantile: '0.5' }),
    itl_ms_p95: ofEngine('time_between_tokens_seconds', 1 / 1000, BETWEEN_TOKENS, { quantile: '0.95' }),
    prefix_cache_hit_pct: ofEngine(
      'prefix_cache_hit_ratio',
      1 / 100,
      'Prompt tokens found in the cache, 0 to 1.',
    ),
    draft_accepted_pct: ofEngine(
      'draft_accepted_ratio',
      1 / 100,
      'Tokens of speculative decoding that were accepted, 0 to 1.',
    ),
    preemptions: ofEngine(
      'preemptions_total',
      1,
      'Requests that the engine put back for lack of memory.',
      COUNTER,
    ),
    requests_finished: ofEngine('requests_finished_total', 1, 'Requests that the engine finished.', COUNTER),
    requests_failed: ofEngine('requests_failed_total', 1, 'Requests that failed or were aborted.', COUNTER),
  },
  use: {
    vram_mb: metric('rbee_worker_gpu_memory_bytes', MIB, 'Memory of one GPU that the process tree holds.'),
    util_pct: metric('rbee_worker_gpu_use_ratio', 1 / 100, 'Use of one GPU by the worker, 0 to 1.'),
  },
};

/** Metrics that say that something is there, with what it is as labels; their value is always 1. */
export const INFO_METRICS: Partial<Record<EntityKind, FieldMetric>> = {
  worker: metric(
    'rbee_worker_info',
    1,
    'Model and origin of the worker as labels; the value is always 1.',
    LIMIT,
  ),
  gpu: metric('rbee_gpu_info', 1, 'What the GPU is, as labels; the value is always 1.', LIMIT),
};

/** The fields of a kind of entity with their metrics. */
export const fieldMetrics = <K extends EntityKind>(
  kind: K,
): readonly (readonly [FieldName<K>, FieldMetric])[] =>
  Object.entries(FIELD_METRICS[kind]) as [FieldName<K>, FieldMetric][];

/** A figure in another unit. Beyond the range of a number it is the largest one: an infinite one spoils every sum with it. */
export const inUnit = (value: number, factor: number): number => Math.min(value * factor, Number.MAX_VALUE);
