/** Inference servers on one machine. */
const WORKERS = 8;

const MODELS = [
  'llama-3.2-1b',
  'qwen2.5-7b-instruct',
  'mistral-small-24b',
  'gemma-3-12b-it',
  'deepseek-r1-32b',
];
const CARDS_MB = [24_576, 49_140, 81_559];

/** Numbers from 0 to below 1 that are the same in every run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Heartbeats of one hive as JSON of about 1.8 KB, a second apart: what runs stays, its figures change. */
export function sampleTexts(hiveId: string, seed: number, count: number): string[] {
  const random = randomFrom(seed * 7_919 + 1);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const total = pick(CARDS_MB);
  const workers = Array.from({ length: WORKERS }, (_, n) => ({
    ...{ pid: 2_000 + Math.floor(random() * 30_000), group: 'llm', instance: String(8_080 + n) },
    ...{
      busy: random() < 0.5,
      rss: 1_500 + Math.floor(random() * 9_000),
      age: Math.floor(random() * 400_000),
    },
    ...{ vram: Math.floor(total * (0.2 + random() * 0.6)), model: pick(MODELS) },
  }));
  const tenths = (value: number): number => Math.round(value * 10) / 10;
  return Array.from({ length: count }, (_, second) =>
    JSON.stringify({
      hive_id: hiveId,
      timestamp: '2025-10-30T20:15:30.000Z',
      ...{ interval_ms: 1_000, boot_id: `boot-${seed}`, seq: 1_000_000_000, version: '0.1.0' },
      workers: workers.map((worker) => ({
        ...{ pid: worker.pid, group: worker.group, instance: worker.instance },
        cpu_pct: tenths(worker.busy ? 95 + random() * 40 : random() * 2),
        rss_mb: worker.rss + (worker.busy && random() < 0.2 ? 1 : 0),
        io_r_mb_s: 0,
        io_w_mb_s: worker.busy && random() < 0.1 ? tenths(random()) : 0,
        uptime_s: worker.age + second,
        gpu_util_pct: worker.busy ? Math.floor(60 + random() * 40) : 0,
        ...{ vram_mb: worker.vram, total_vram_mb: total, model: worker.model },
      })),
    }),
  );
}
