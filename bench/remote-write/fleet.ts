import type { ProcessStats } from '@rbee/contract';

/** Hives of the fleet, and workers of each. */
export const HIVES = ['lab-1', 'lab-2', 'lab-3'];
const WORKERS = 4;
/** Number of the worker that is gone after a while. */
export const GONE = '8003';

/** Sends a heartbeat of every hive with figures that change from second to second; without one worker after a while. */
export async function report(queenUrl: string, second: number, isGone: boolean): Promise<void> {
  const timestamp = new Date().toISOString();
  await Promise.all(
    HIVES.map(async (hive_id, hive) => {
      const workers = Array.from({ length: WORKERS }, (_, worker) => workerOf(hive, worker, second));
      const body = {
        hive_id,
        timestamp,
        workers: isGone ? workers.filter(({ instance }) => instance !== GONE) : workers,
        node: nodeOf(hive, second),
      };
      const response = await fetch(`${queenUrl}/v1/hive-heartbeat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`The queen answered ${response.status}: ${await response.text()}`);
    }),
  );
}

const workerOf = (hive: number, worker: number, second: number): ProcessStats => ({
  ...{ pid: 100 + worker, group: 'llm', instance: `${8000 + worker}`, model: `model-${worker % 2}` },
  cpu_pct: ((second * 37 + worker * 11 + hive * 5) % 1_000) / 10,
  rss_mb: 1_000 + second * 3 + worker,
  io_r_mb_s: (second % 7) / 4,
  io_w_mb_s: 0,
  uptime_s: second,
  gpu_util_pct: 0,
  vram_mb: 2_048 * worker + second,
  total_vram_mb: 24_576,
  // A figure that is unknown for a part of the time.
  ...(worker === 1 && second % 10 < 3 && { unknown: { vram_mb: 'timeout' as const } }),
});

const nodeOf = (hive: number, second: number) => ({
  ...{ hostname: `lab-${hive}`, os: 'Debian', kernel: '6', cpu_count: 8, swap_used_mb: 0 },
  ...{ cpu_pct: 10 + (second % 60), load_1: second % 4, ram_used_mb: 8_000 + second, ram_total_mb: 65_536 },
  gpus: [],
  agent: { version: '0.1.0', cpu_pct: 0.3, rss_mb: 60 },
});
