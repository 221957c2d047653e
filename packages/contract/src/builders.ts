/** Valid values for tests. Each builder takes the fields that a test is about and adds the others. */

import type { Engine } from './engine.ts';
import type { HiveTelemetry, QueenHeartbeat } from './events.ts';
import type { Heartbeat, NestedHeartbeat } from './heartbeat.ts';
import type { Gpu, NodeStats } from './node.ts';
import type { ProcessStats } from './worker.ts';

/** The example worker of the seed. All its figures are known. */
export const aWorker = (overrides: Partial<ProcessStats> = {}): ProcessStats => ({
  pid: 12345,
  group: 'llm',
  instance: '8080',
  cpu_pct: 0,
  rss_mb: 2048,
  io_r_mb_s: 0,
  io_w_mb_s: 0,
  uptime_s: 300,
  gpu_util_pct: 85.5,
  vram_mb: 4096,
  total_vram_mb: 24576,
  model: 'llama-3.2-1b',
  ...overrides,
});

/** An engine that answers, tells everything and runs one request. */
export const anEngine = (overrides: Partial<Engine> = {}): Engine => ({
  kind: 'vllm',
  version: '0.11.0',
  endpoint: 'http://127.0.0.1:8080',
  state: 'ready',
  slots: 4,
  requests_running: 1,
  requests_waiting: 0,
  kv_cache_pct: 12.5,
  prompt_tokens_per_s: 800,
  generation_tokens_per_s: 42.5,
  ttft_ms_p50: 120,
  ttft_ms_p95: 480,
  itl_ms_p50: 22,
  itl_ms_p95: 35,
  prefix_cache_hit_pct: 60,
  draft_accepted_pct: 75,
  preemptions: 2,
  requests_finished: 100,
  requests_failed: 3,
  ...overrides,
});

/** A machine with eight CPUs and no GPU. */
export const aNode = (overrides: Partial<NodeStats> = {}): NodeStats => ({
  hostname: 'gpu-1',
  os: 'linux',
  kernel: '6.1.0',
  cpu_count: 8,
  cpu_pct: 12.5,
  load_1: 0.5,
  ram_used_mb: 4096,
  ram_total_mb: 32768,
  swap_used_mb: 0,
  gpus: [],
  agent: { version: '0.1.0', cpu_pct: 0.4, rss_mb: 60 },
  ...overrides,
});

/** A GPU of an NVIDIA driver that tells everything. */
export const aGpu = (overrides: Partial<Gpu> = {}): Gpu => ({
  uuid: 'GPU-0',
  index: 0,
  vendor: 'nvidia',
  name: 'NVIDIA GeForce RTX 4090',
  util_pct: 92.5,
  vram_used_mb: 20_480,
  vram_total_mb: 24_576,
  pci: '0000:65:00.0',
  temp_c: 71,
  power_w: 348.5,
  power_limit_w: 450,
  clock_mhz: 2_520,
  memory_clock_mhz: 10_501,
  fan_pct: 55,
  pcie_generation: 4,
  pcie_width: 16,
  health: [],
  unattributed_vram_mb: 512,
  ...overrides,
});

/** A heartbeat of this project's hive ([H1]) with one worker. */
export const aHeartbeat = (overrides: Partial<Heartbeat> = {}): Heartbeat => ({
  hive_id: 'hive-gpu-1',
  timestamp: '2025-10-30T20:15:30Z',
  workers: [aWorker()],
  ...overrides,
});

/** A heartbeat of the seed's hive ([H2]). */
export const aNestedHeartbeat = (overrides: Partial<NestedHeartbeat> = {}): NestedHeartbeat => ({
  hive: {
    id: 'hive-gpu-1',
    hostname: '127.0.0.1',
    port: 7835,
    operational_status: 'ready',
    health_status: { status: 'healthy' },
    version: '0.1.0',
  },
  timestamp: '2025-10-30T20:15:30.123456789+00:00',
  workers: [aWorker()],
  ...overrides,
});

/** One hive's telemetry event ([S2]). */
export const aTelemetry = (overrides: Partial<HiveTelemetry> = {}) => ({
  type: 'hive_telemetry' as const,
  hive_id: 'hive-gpu-1',
  timestamp: '2025-10-30T20:15:30Z',
  workers: [aWorker()],
  ...overrides,
});

/** The queen's beat event ([S3]). */
export const aQueenHeartbeat = (overrides: Partial<QueenHeartbeat> = {}) => ({
  type: 'queen' as const,
  workers_online: 1,
  workers_available: 0,
  hives_online: 1,
  hives_available: 1,
  worker_ids: ['hive-gpu-1/llm/8080'],
  hive_ids: ['hive-gpu-1'],
  timestamp: '2025-10-30T20:15:30Z',
  ...overrides,
});
