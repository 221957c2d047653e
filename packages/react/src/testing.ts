import type {
  Connection,
  FleetState,
  Gpu,
  HeartbeatStore,
  HiveState,
  ProcessStats,
  QueenHeartbeat,
} from '@rbee/queen-rbee-sdk';

/** The time of all values below. */
export const NOW = '2025-10-30T20:15:30Z';

/** The seed's example worker with the given fields. */
export const workerOf = (overrides: Partial<ProcessStats> = {}): ProcessStats => ({
  pid: 12345,
  group: 'llm',
  instance: '8080',
  model: 'llama-3.2-1b',
  uptime_s: 300,
  cpu_pct: 0,
  rss_mb: 2048,
  io_r_mb_s: 0,
  io_w_mb_s: 0,
  gpu_util_pct: 85.5,
  vram_mb: 4096,
  total_vram_mb: 24576,
  ...overrides,
});

/** A healthy hive with that worker. */
export const hiveOf = (overrides: Partial<HiveState> = {}): HiveState => ({
  hive_id: 'hive-gpu-1',
  last_update: NOW,
  health: 'healthy',
  workers: [workerOf()],
  ...overrides,
});

/** A machine with eight CPUs. */
export const nodeOf = (overrides: Partial<NonNullable<HiveState['node']>> = {}) => ({
  hostname: 'gpu-1',
  os: 'linux',
  kernel: '6.1.0',
  cpu_count: 8,
  cpu_pct: 12.8,
  load_1: 0.5,
  ram_used_mb: 4096,
  ram_total_mb: 32768,
  swap_used_mb: 0,
  gpus: [],
  agent: { version: '0.1.0', cpu_pct: 0.4, rss_mb: 60 },
  ...overrides,
});

/** A GPU whose driver tells everything. */
export const gpuOf = (overrides: Partial<Gpu> = {}): Gpu => ({
  uuid: 'GPU-a',
  index: 0,
  vendor: 'nvidia',
  name: 'NVIDIA GeForce RTX 4090',
  util_pct: 92,
  vram_used_mb: 20_480,
  vram_total_mb: 24_576,
  temp_c: 71,
  power_w: 348.4,
  power_limit_w: 450,
  health: [],
  unattributed_vram_mb: 512,
  ...overrides,
});

/** A beat of the queen for that hive. */
export const queenOf = (overrides: Partial<QueenHeartbeat> = {}): QueenHeartbeat => ({
  workers_online: 1,
  workers_available: 0,
  hives_online: 1,
  hives_available: 1,
  worker_ids: ['hive-gpu-1/llm/8080'],
  hive_ids: ['hive-gpu-1'],
  timestamp: NOW,
  ...overrides,
});

/** A live connection. */
export const connectionOf = (overrides: Partial<Connection> = {}): Connection => ({
  state: 'live',
  attempt: 0,
  error: null,
  retryAt: null,
  skippedFrames: 0,
  ...overrides,
});

/** A store whose state the test sets; it never connects. */
interface FakeStore extends HeartbeatStore {
  /** Replaces parts of the state and calls the subscribers. */
  readonly put: (change: Partial<FleetState>) => void;
  /** Number of subscribers. */
  readonly subscribers: () => number;
}

const NOTHING_YET: FleetState = {
  connection: { state: 'connecting', attempt: 1, error: null, retryAt: null, skippedFrames: 0 },
  queen: null,
  hives: [],
};

/** A fake store with the given state; by default that before the first event. */
export function createFakeStore(initial: Partial<FleetState> = {}): FakeStore {
  const listeners = new Set<() => void>();
  let state: FleetState = { ...NOTHING_YET, ...initial };
  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onEvent: () => () => {},
    close: () => listeners.clear(),
    put: (change) => {
      state = { ...state, ...change };
      for (const listener of listeners) listener();
    },
    subscribers: () => listeners.size,
  };
}
