import type { Board, Variable } from './board.ts';
import { lines, stat, type Target, table } from './panels.ts';

const HIVE = 'hive_id=~"$hive"';
const ONE_HIVE = 'hive_id="$hive"';
const WORKER = 'hive_id="$hive",group="$group",instance="$instance"';

/** The choice of hives: those of which the queen has something. */
const hives = (isMany: boolean): Variable => ({
  name: 'hive',
  label: 'Hive',
  query: 'label_values(rbee_hive_kept_bytes, hive_id)',
  isMany,
});

/** A metric of GPUs, each of which is called by its number, as on the page. */
const byGpu = (expr: string): Target => ({
  expr: `${expr} * on (hive_id, gpu_uuid) group_left (index) rbee_gpu_info`,
  legend: 'GPU {{index}}',
});

const fleet: Board = {
  uid: 'rbee-fleet',
  title: 'rbee / Fleet',
  description: 'Workers, machines and models of a whole fleet.',
  variables: [hives(true)],
  panels: [
    stat('Workers busy', `sum(rbee_worker_busy{${HIVE}})`, {
      description: 'Workers that are known to be busy. Those of which it is unknown are in neither number.',
    }),
    stat('Workers', `count(rbee_worker_info{${HIVE}})`),
    stat('GPU use', `avg(rbee_gpu_utilisation_ratio{${HIVE}})`, { unit: 'percentunit' }),
    stat(
      'GPU memory in use',
      `sum(rbee_gpu_memory_used_bytes{${HIVE}}) / sum(rbee_gpu_memory_total_bytes{${HIVE}})`,
      { unit: 'percentunit' },
    ),
    stat('Tokens/s', `sum(rbee_worker_generation_tokens_per_second{${HIVE}})`),
    stat('Power', `sum(rbee_gpu_power_watts{${HIVE}})`, { unit: 'watt' }),
    stat('Hives that report', 'sum(rbee_hives{health=~"healthy|degraded"})', { width: 6 }),
    stat('Hives that are silent', 'sum(rbee_hives{health="down"})', { width: 6 }),
    stat('Requests waiting', `sum(rbee_worker_requests_waiting{${HIVE}})`, { width: 6 }),
    stat('Workers that are free', 'rbee_workers_available', { width: 6 }),
    lines(
      'Tokens/s by model',
      [{ expr: 'model:rbee_generation_tokens_per_second:sum', legend: '{{model}}' }],
      {
        stack: true,
      },
    ),
    lines('Requests waiting by model', [{ expr: 'model:rbee_requests_waiting:sum', legend: '{{model}}' }]),
    lines(
      'GPU use by hive, the ten highest',
      [{ expr: `topk(10, hive:rbee_gpu_utilisation_ratio:avg{${HIVE}})`, legend: '{{hive_id}}' }],
      { unit: 'percentunit', max: 1 },
    ),
    lines('GPU memory by model', [{ expr: 'model:rbee_vram_used_bytes:sum', legend: '{{model}}' }], {
      unit: 'bytes',
      stack: true,
    }),
    table(
      'Hives',
      ['hive_id'],
      [
        { legend: 'GPU', unit: 'percentunit', expr: `hive:rbee_gpu_utilisation_ratio:avg{${HIVE}}` },
        { legend: 'GPU memory', unit: 'bytes', expr: `hive:rbee_gpu_memory_used_bytes:sum{${HIVE}}` },
        { legend: 'Of', unit: 'bytes', expr: `hive:rbee_gpu_memory_total_bytes:sum{${HIVE}}` },
        { legend: 'Power', unit: 'watt', expr: `hive:rbee_gpu_power_watts:sum{${HIVE}}` },
        { legend: 'Tokens/s', unit: 'short', expr: `hive:rbee_generation_tokens_per_second:sum{${HIVE}}` },
        { legend: 'Waiting', unit: 'short', expr: `hive:rbee_requests_waiting:sum{${HIVE}}` },
        { legend: 'Last heard', unit: 's', expr: `rbee_hive_last_heartbeat_age_seconds{${HIVE}}` },
      ],
    ),
    table(
      'Models',
      ['model'],
      [
        { legend: 'Workers', unit: 'short', expr: 'model:rbee_workers:count' },
        { legend: 'Busy', unit: 'short', expr: 'model:rbee_workers_busy:sum' },
        { legend: 'GPU memory', unit: 'bytes', expr: 'model:rbee_vram_used_bytes:sum' },
        { legend: 'Tokens/s', unit: 'short', expr: 'model:rbee_generation_tokens_per_second:sum' },
        { legend: 'Running', unit: 'short', expr: 'model:rbee_requests_running:sum' },
        { legend: 'Waiting', unit: 'short', expr: 'model:rbee_requests_waiting:sum' },
      ],
    ),
    table(
      'GPUs, with what is wrong',
      ['hive_id', 'gpu_uuid', 'code'],
      [{ legend: 'Health', unit: 'none', expr: `rbee_gpu_health{${HIVE}}` }],
    ),
  ],
};

const machine: Board = {
  uid: 'rbee-machine',
  title: 'rbee / Machine',
  description: 'The GPUs, workers and resources of one machine.',
  variables: [hives(false)],
  panels: [
    stat('Last heard', `rbee_hive_last_heartbeat_age_seconds{${ONE_HIVE}}`, { unit: 's' }),
    stat('Workers', `count(rbee_worker_info{${ONE_HIVE}})`),
    stat('GPU use', `avg(rbee_gpu_utilisation_ratio{${ONE_HIVE}})`, { unit: 'percentunit' }),
    stat('Tokens/s', `sum(rbee_worker_generation_tokens_per_second{${ONE_HIVE}})`),
    stat('Power', `sum(rbee_gpu_power_watts{${ONE_HIVE}})`, { unit: 'watt' }),
    stat('Clock off', `rbee_hive_clock_skew_seconds{${ONE_HIVE}}`, { unit: 's' }),
    lines(
      'GPU use',
      [
        {
          expr: `rbee_gpu_utilisation_ratio{${ONE_HIVE}} * on (hive_id, gpu_uuid) group_left (index, name) rbee_gpu_info`,
          legend: 'GPU {{index}} {{name}}',
        },
      ],
      { unit: 'percentunit', max: 1 },
    ),
    lines(
      'GPU memory by worker',
      [
        {
          expr: `sum by (group, instance) (rbee_worker_gpu_memory_bytes{${ONE_HIVE}})`,
          legend: '{{group}}/{{instance}}',
        },
        { expr: `sum(rbee_gpu_memory_unattributed_bytes{${ONE_HIVE}})`, legend: 'held by no worker' },
      ],
      { unit: 'bytes', stack: true },
    ),
    lines('Temperature', [byGpu(`rbee_gpu_temperature_celsius{${ONE_HIVE}}`)], { unit: 'celsius' }),
    lines(
      'Power',
      [
        byGpu(`rbee_gpu_power_watts{${ONE_HIVE}}`),
        { expr: `sum(rbee_gpu_power_limit_watts{${ONE_HIVE}})`, legend: 'limit of all' },
      ],
      { unit: 'watt' },
    ),
    lines('Tokens/s by worker', [
      {
        expr: `rbee_worker_generation_tokens_per_second{${ONE_HIVE}}`,
        legend: '{{group}}/{{instance}} {{engine}}',
      },
    ]),
    lines('Requests waiting by worker', [
      { expr: `rbee_worker_requests_waiting{${ONE_HIVE}}`, legend: '{{group}}/{{instance}} {{engine}}' },
    ]),
    lines('Cores in use', [
      { expr: `rbee_node_cpu_ratio{${ONE_HIVE}}`, legend: 'the machine' },
      { expr: `sum(rbee_worker_cpu_ratio{${ONE_HIVE}})`, legend: 'all workers' },
      { expr: `rbee_node_load1{${ONE_HIVE}}`, legend: 'load over a minute' },
    ]),
    lines(
      'Memory',
      [
        { expr: `rbee_node_memory_used_bytes{${ONE_HIVE}}`, legend: 'in use' },
        { expr: `rbee_node_memory_total_bytes{${ONE_HIVE}}`, legend: 'total' },
        { expr: `rbee_node_swap_used_bytes{${ONE_HIVE}}`, legend: 'swap' },
      ],
      { unit: 'bytes' },
    ),
    lines('Samples lost in five minutes', [
      { expr: `increase(rbee_hive_samples_lost_total{${ONE_HIVE}}[5m])`, legend: '{{reason}}' },
    ]),
    lines('What the hive itself uses', [{ expr: `rbee_agent_cpu_ratio{${ONE_HIVE}}`, legend: 'of a core' }], {
      unit: 'percentunit',
    }),
  ],
};

const quantile = (metric: string, value: string, legend: string) => ({
  expr: `${metric}{${WORKER},quantile="${value}"}`,
  legend,
});

const worker: Board = {
  uid: 'rbee-worker',
  title: 'rbee / Worker',
  description: 'One inference server: what it holds, and what its engine says of itself.',
  variables: [
    { name: 'hive', label: 'Hive', query: 'label_values(rbee_worker_info, hive_id)', isMany: false },
    {
      name: 'group',
      label: 'Group',
      query: 'label_values(rbee_worker_info{hive_id="$hive"}, group)',
      isMany: false,
    },
    {
      name: 'instance',
      label: 'Instance',
      query: 'label_values(rbee_worker_info{hive_id="$hive",group="$group"}, instance)',
      isMany: false,
    },
  ],
  panels: [
    stat('Tokens/s', `rbee_worker_generation_tokens_per_second{${WORKER}}`),
    stat('Running', `rbee_worker_requests_running{${WORKER}}`),
    stat('Waiting', `rbee_worker_requests_waiting{${WORKER}}`),
    stat('KV cache', `rbee_worker_kv_cache_ratio{${WORKER}}`, { unit: 'percentunit' }),
    stat('GPU memory', `rbee_worker_vram_used_bytes{${WORKER}}`, { unit: 'bytes' }),
    stat('Uptime', `rbee_worker_uptime_seconds{${WORKER}}`, { unit: 's' }),
    lines('Tokens/s', [
      { expr: `rbee_worker_generation_tokens_per_second{${WORKER}}`, legend: 'generated' },
      { expr: `rbee_worker_prompt_tokens_per_second{${WORKER}}`, legend: 'prompt' },
    ]),
    lines('Requests', [
      { expr: `rbee_worker_requests_running{${WORKER}}`, legend: 'running' },
      { expr: `rbee_worker_requests_waiting{${WORKER}}`, legend: 'waiting' },
      { expr: `rbee_worker_slots{${WORKER}}`, legend: 'at most' },
    ]),
    lines(
      'Time to first token',
      [
        quantile('rbee_worker_time_to_first_token_seconds', '0.5', 'median'),
        quantile('rbee_worker_time_to_first_token_seconds', '0.95', '95 of 100'),
      ],
      { unit: 's' },
    ),
    lines(
      'Time between tokens',
      [
        quantile('rbee_worker_time_between_tokens_seconds', '0.5', 'median'),
        quantile('rbee_worker_time_between_tokens_seconds', '0.95', '95 of 100'),
      ],
      { unit: 's' },
    ),
    lines(
      'Caches',
      [
        { expr: `rbee_worker_kv_cache_ratio{${WORKER}}`, legend: 'KV cache in use' },
        { expr: `rbee_worker_prefix_cache_hit_ratio{${WORKER}}`, legend: 'prompt tokens found in the cache' },
      ],
      { unit: 'percentunit', max: 1 },
    ),
    lines('GPU use', [byGpu(`rbee_worker_gpu_use_ratio{${WORKER}}`)], { unit: 'percentunit', max: 1 }),
    lines('GPU memory', [byGpu(`rbee_worker_gpu_memory_bytes{${WORKER}}`)], { unit: 'bytes', stack: true }),
    lines('Cores in use', [{ expr: `rbee_worker_cpu_ratio{${WORKER}}`, legend: 'cores' }]),
    lines('Memory', [{ expr: `rbee_worker_resident_bytes{${WORKER}}`, legend: 'resident' }], {
      unit: 'bytes',
    }),
    lines(
      'Storage',
      [
        { expr: `rbee_worker_storage_read_bytes_per_second{${WORKER}}`, legend: 'read' },
        { expr: `rbee_worker_storage_write_bytes_per_second{${WORKER}}`, legend: 'written' },
      ],
      { unit: 'Bps' },
    ),
    lines('Requests in a second', [
      { expr: `rate(rbee_worker_requests_finished_total{${WORKER}}[$__rate_interval])`, legend: 'finished' },
      { expr: `rate(rbee_worker_requests_failed_total{${WORKER}}[$__rate_interval])`, legend: 'failed' },
      { expr: `rate(rbee_worker_preemptions_total{${WORKER}}[$__rate_interval])`, legend: 'put back' },
    ]),
    lines('State of the engine', [{ expr: `rbee_worker_engine_state{${WORKER}}`, legend: '{{state}}' }], {
      description: '1 for the state that the engine is in.',
    }),
  ],
};

/** The boards, by the names of their files. */
export const BOARDS: Readonly<Record<string, Board>> = { fleet, machine, worker };
