import { createSeriesStore } from '../series/index.ts';
import { createFakeHistory, type Samples, type Truth } from './fake-history.ts';
import { pass } from './fake-time.ts';
import { frameText } from './frame-text.ts';
import { openStore } from './open-store.ts';

const WORKER = {
  ...{ pid: 1, model: 'llama-3.2-1b', cpu_pct: 0, rss_mb: 1, io_r_mb_s: 0, io_w_mb_s: 0, uptime_s: 1 },
  ...{ vram_mb: 1, total_vram_mb: 1 },
};

const beatAt = (timestamp: string) => ({
  ...{ type: 'queen', hive_ids: ['a'], worker_ids: [], timestamp },
  ...{ workers_online: 0, workers_available: 0, hives_online: 1, hives_available: 1 },
});

/** A fleet of one hive, `a`, that reports once a second, in the middle of the second, to a queen and its stream. */
export function openSeries({ latencyMs = () => 50 }: { latencyMs?: () => number } = {}) {
  const samples: Samples = new Map();
  const { store, queen, send } = openStore();
  const history = createFakeHistory(samples, latencyMs);
  const series = createSeriesStore({ store, history });
  let id = 0;
  const iso = () => new Date(Date.now()).toISOString();
  /** Half a second passes, the hive reports, and another half passes. */
  const second = async (figures: Readonly<Record<string, Truth>> | null, isSent = true) => {
    await pass(500);
    if (figures) samples.set(Math.floor(Date.now() / 1_000), figures);
    id += 1;
    if (figures && isSent) await send(frameText(telemetryOf(figures, iso()), String(id)));
    await pass(500);
  };
  const beat = async () => {
    id += 1;
    await send(frameText(beatAt(iso()), String(id)));
  };
  return { samples, store, queen, send, history, series, second, beat };
}

function telemetryOf(figures: Readonly<Record<string, Truth>>, timestamp: string) {
  const present = Object.entries(figures).filter(([, truth]) => truth !== null);
  const workers = present.map(([id, truth]) => {
    const [, group = '', instance = ''] = id.split('/');
    const worker = { ...WORKER, group, instance, gpu_util_pct: typeof truth === 'number' ? truth : 0 };
    return typeof truth === 'string' ? { ...worker, unknown: { gpu_util_pct: truth } } : worker;
  });
  return { type: 'hive_telemetry', hive_id: 'a', timestamp, workers };
}
