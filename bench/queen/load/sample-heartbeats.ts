import type { Heartbeat } from '@rbee/contract';
import { roll } from '../../../apps/rbee/src/simulate/model/index.ts';

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

/** Heartbeats of one hive, a second apart, of about 1.8 KB as JSON: the workers stay, their figures change. */
export function sampleHeartbeats(hiveId: string, seed: number, count: number): Heartbeat[] {
  let rolled = 0;
  const random = (): number => {
    rolled += 1;
    return roll(seed, rolled);
  };
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const total = pick(CARDS_MB);
  const workers = Array.from({ length: WORKERS }, (_, n) => ({
    pid: 2_000 + Math.floor(random() * 30_000),
    group: 'llm',
    instance: String(8_080 + n),
    busy: random() < 0.5,
    rss: 1_500 + Math.floor(random() * 9_000),
    age: Math.floor(random() * 400_000),
    vram: Math.floor(total * (0.2 + random() * 0.6)),
    model: pick(MODELS),
  }));
  const tenths = (value: number): number => Math.round(value * 10) / 10;
  return Array.from({ length: count }, (_, second) => ({
    hive_id: hiveId,
    timestamp: '2025-10-30T20:15:30.000Z',
    interval_ms: 1_000,
    boot_id: `boot-${seed}`,
    seq: 1_000_000_000,
    version: '0.1.0',
    workers: workers.map(({ pid, group, instance, busy, rss, age, vram, model }) => ({
      pid,
      group,
      instance,
      cpu_pct: tenths(busy ? 95 + random() * 40 : random() * 2),
      rss_mb: rss + (busy && random() < 0.2 ? 1 : 0),
      io_r_mb_s: 0,
      io_w_mb_s: busy && random() < 0.1 ? tenths(random()) : 0,
      uptime_s: age + second,
      gpu_util_pct: busy ? Math.floor(60 + random() * 40) : 0,
      vram_mb: vram,
      total_vram_mb: total,
      model,
    })),
  }));
}

/** The heartbeats of one hive: a number of samples that follow each other, over and over. */
export class Beats {
  readonly hiveId: string;
  readonly #samples: readonly Heartbeat[];
  #turn = 0;

  constructor(index: number, variants: number) {
    this.hiveId = `hive-${String(index).padStart(5, '0')}`;
    this.#samples = sampleHeartbeats(this.hiveId, index, variants);
  }

  /** The next one, of now. */
  next(seq: number): Heartbeat {
    const sample = this.#samples[this.#turn % this.#samples.length];
    this.#turn += 1;
    if (!sample) throw new Error('A hive has no samples.');
    return { ...sample, timestamp: timeNow(), seq };
  }
}

let lastMs = 0;
let lastText = '';

/** Now, RFC 3339; formatted once a millisecond. */
function timeNow(): string {
  const ms = Date.now();
  if (ms !== lastMs) {
    lastMs = ms;
    lastText = new Date(ms).toISOString();
  }
  return lastText;
}
