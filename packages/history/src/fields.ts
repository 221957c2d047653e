/** What a series is about: the machine, one of its GPUs, a worker, or what a worker uses of one GPU. */
export type EntityKind = 'node' | 'gpu' | 'worker' | 'use';

/**
 * The fields that are kept, by kind of entity, each with the decimals that are kept of its values. Names and units are those of the
 * wire (sections W, E and N); `agent_*` are those of `node.agent`, and `busy` is 1 or 0 ([R2]). The position of a field is its number
 * in files: append only.
 */
export const FIELDS = {
  node: {
    cpu_pct: 1,
    load_1: 2,
    ram_used_mb: 0,
    ram_total_mb: 0,
    swap_used_mb: 0,
    agent_cpu_pct: 2,
    agent_rss_mb: 0,
  },
  gpu: {
    util_pct: 1,
    vram_used_mb: 0,
    vram_total_mb: 0,
    unattributed_vram_mb: 0,
    temp_c: 1,
    power_w: 1,
    power_limit_w: 1,
    clock_mhz: 0,
    memory_clock_mhz: 0,
    fan_pct: 1,
  },
  worker: {
    busy: 0,
    cpu_pct: 1,
    rss_mb: 0,
    io_r_mb_s: 2,
    io_w_mb_s: 2,
    gpu_util_pct: 1,
    vram_mb: 0,
    total_vram_mb: 0,
    pids: 0,
    slots: 0,
    requests_running: 0,
    requests_waiting: 0,
    kv_cache_pct: 1,
    prompt_tokens_per_s: 1,
    generation_tokens_per_s: 1,
    ttft_ms_p50: 1,
    ttft_ms_p95: 1,
    itl_ms_p50: 1,
    itl_ms_p95: 1,
    prefix_cache_hit_pct: 1,
    draft_accepted_pct: 1,
    preemptions: 0,
    requests_finished: 0,
    requests_failed: 0,
  },
  use: {
    vram_mb: 0,
    util_pct: 1,
  },
} as const satisfies Record<EntityKind, Readonly<Record<string, number>>>;

/** Name of a field of some kind of entity. */
export type FieldName<K extends EntityKind = EntityKind> = K extends EntityKind
  ? keyof (typeof FIELDS)[K] & string
  : never;
