import { distinctGpus, type Gpu, modelsOf, workerId } from '@rbee/queen-rbee-sdk';
import { type Reading, readingOf, type WorkerTelemetry } from './telemetry.ts';

/** A worker that holds memory of a GPU, or the last ones of many. */
export interface Holder {
  readonly id: string;
  /** Group and instance, as its row shows them; of several workers their number. */
  readonly name: string;
  /** The model that it serves, the first of several; undefined if it names none, and for several workers. */
  readonly model?: string | undefined;
  /** Number of workers, if there are several. */
  readonly count?: number | undefined;
  /** Its colour, from `tonesOf`. */
  readonly tone: number;
  /** What it holds on that GPU, MiB. */
  readonly memory: Reading;
  /** Why that is not known ([W2]). */
  readonly reason?: string | undefined;
}

/** Number of colours by which workers and lines are told apart, besides their names: `--rbee-tone-0` and so on. */
export const TONES = 5;

/**
 * A colour for each worker that uses a GPU, by its id without the hive: 0 to 4. `workers` are those of one hive in the order
 * of their rows. Those that share a GPU have different ones, if it has no more than five.
 */
export function tonesOf(workers: readonly WorkerTelemetry[]): ReadonlyMap<string, number> {
  const tones = new Map<string, number>();
  const taken = new Map<string, Set<number>>();
  for (const [place, worker] of workers.entries()) {
    if (!worker.gpus?.length) continue;
    const beside = worker.gpus.map(({ uuid }) => taken.get(uuid) ?? new Set<number>());
    const wanted = Array.from({ length: TONES }, (_, more) => (place + more) % TONES);
    const tone = wanted.find((it) => beside.every((others) => !others.has(it))) ?? place % TONES;
    tones.set(workerId('', worker), tone);
    for (const [at, { uuid }] of worker.gpus.entries()) taken.set(uuid, (beside[at] ?? new Set()).add(tone));
  }
  return tones;
}

/** Holders of one GPU that are shown: a machine can have hundreds of workers, each on all of its GPUs. */
const MOST_HOLDERS = 32;

/**
 * The workers that use each GPU, by its uuid; the last ones together if there are more than 32. `workers` are those of one hive
 * in the order of their rows.
 */
export function holdersByGpu(workers: readonly WorkerTelemetry[]): ReadonlyMap<string, readonly Holder[]> {
  const tones = tonesOf(workers);
  const holders = new Map<string, Holder[]>();
  for (const worker of workers) {
    const id = workerId('', worker);
    const name = `${worker.group}/${worker.instance}`;
    const [model] = modelsOf(worker);
    for (const gpu of distinctGpus(worker.gpus ?? [])) {
      const all = holders.get(gpu.uuid) ?? [];
      holders.set(gpu.uuid, all);
      all.push({
        ...{ id, name, model, tone: tones.get(id) ?? 0 },
        ...{ memory: readingOf(gpu, 'vram_mb'), reason: gpu.unknown?.['vram_mb'] },
      });
    }
  }
  return new Map([...holders].map(([uuid, all]) => [uuid, withFewer(all)]));
}

function withFewer(holders: readonly Holder[]): readonly Holder[] {
  if (holders.length <= MOST_HOLDERS) return holders;
  const rest = holders.slice(MOST_HOLDERS - 1);
  const gaps = rest.filter(({ memory }) => !memory.known).length;
  const name = `${rest.length} more workers${gaps === 0 ? '' : `, without ${gaps} that are not known`}`;
  const tone = rest[0]?.tone ?? 0;
  return [
    ...holders.slice(0, MOST_HOLDERS - 1),
    { id: 'more', name, count: rest.length, tone, memory: { known: true, value: sumOf(rest) } },
  ];
}

/** The memory of a GPU that no worker holds, MiB. */
export interface Others {
  readonly mb: number;
  /** `unattributed` if the hive knows that no worker holds it; else it may be a worker's. */
  readonly kind: 'unattributed' | 'not known whose';
}

/** What of the memory in use no worker is known to hold; null if that is nothing or is not known. */
export function othersOn(gpu: Gpu, holders: readonly Holder[]): Others | null {
  const unattributed = gpu.unattributed_vram_mb;
  if (unattributed !== undefined) return unattributed > 0 ? { mb: unattributed, kind: 'unattributed' } : null;
  const used = readingOf(gpu, 'vram_used_mb');
  if (!used.known) return null;
  const mb = used.value - sumOf(holders);
  return mb > 0 ? { mb, kind: 'not known whose' } : null;
}

const mbOf = ({ memory }: Holder): number => (memory.known ? memory.value : 0);

const sumOf = (holders: readonly Holder[]): number => holders.reduce((mb, it) => mb + mbOf(it), 0);

/** A piece of the bar of a GPU's memory: where it begins and ends, from 0 to 1. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  /** The worker that holds it; null if it is free. */
  readonly holder: Holder | null;
}

/**
 * The memory of a GPU from left to right: what each worker holds, and at the end what is free. What is left between them
 * is in use by others. Null if the memory or its use is not known.
 */
export function segmentsOf(gpu: Gpu, holders: readonly Holder[]): readonly Segment[] | null {
  const [used, total] = [readingOf(gpu, 'vram_used_mb'), readingOf(gpu, 'vram_total_mb')];
  if (!used.known || !total.known || total.value === 0) return null;
  const segments: Segment[] = [];
  let [mb, from] = [0, 0];
  for (const holder of holders) {
    mb += mbOf(holder);
    const to = Math.min(1, mb / total.value);
    if (to > from) segments.push({ from, to, holder });
    from = to;
  }
  const free = Math.max(from, Math.min(1, used.value / total.value));
  if (free < 1) segments.push({ from: free, to: 1, holder: null });
  return segments;
}
