import type { HiveState, ProcessStats } from '@rbee/queen-rbee-sdk';

type SeedField =
  | 'pid'
  | 'group'
  | 'instance'
  | 'model'
  | 'gpu_util_pct'
  | 'vram_mb'
  | 'total_vram_mb'
  | 'rss_mb'
  | 'uptime_s';

type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** One worker to show: the nine fields that the seed's page names, and whatever else the wire carries. */
export type WorkerTelemetry = Readonly<Pick<ProcessStats, SeedField>> &
  Optional<Omit<ProcessStats, SeedField>>;

/** One hive to show: the seed's three fields, and whatever else is known of it. */
export type HiveData = Readonly<Pick<HiveState, 'hive_id' | 'last_update'>> &
  Optional<Omit<HiveState, 'hive_id' | 'last_update' | 'workers'>> & {
    readonly workers: readonly WorkerTelemetry[];
  };
