import type { Gpu, ProcessStats } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import {
  type Figure,
  known,
  type Missing,
  missing,
  type Reading,
  unknownOrNothing,
  writeFigures,
} from '../figure.ts';
import type { GpuCard, GpuProcess } from '../gpu-reader.ts';

/** Use of one GPU by a worker, on the wire ([W3]). */
export type WorkerGpu = NonNullable<ProcessStats['gpus']>[number];

/** GPU figures of one worker, summed over its process tree. */
export interface WorkerGpuFigures {
  /** Use by the worker of the GPU that it uses most, 0 to 100. */
  readonly utilPct: Figure;
  /** GPU memory that it holds, MiB. */
  readonly vramMb: Figure;
  /** Memory of the GPUs that it uses, MiB; 0 if it uses none. */
  readonly totalVramMb: Figure;
  /** The GPUs that it uses. */
  readonly gpus: readonly WorkerGpu[];
}

/** What a worker uses of one GPU. */
interface Share {
  readonly card: GpuCard;
  readonly vramMb: Figure;
  readonly utilPct: Figure;
}

/** The GPUs of one sample, with the processes that use them. */
export class GpuSample {
  readonly #cards: readonly GpuCard[];
  readonly #gap: Missing | undefined;
  readonly #byPid = new Map<number, { readonly card: GpuCard; readonly process: GpuProcess }[]>();

  /** `readings` are those of all vendors. */
  constructor(readings: readonly Reading<readonly GpuCard[]>[]) {
    this.#cards = readings.flatMap((it) => (it.ok ? it.value : [])).slice(0, LIMITS.maxGpus);
    this.#gap = readings.find((it) => !it.ok);
    for (const card of this.#cards) {
      if (!card.processes.ok) continue;
      for (const process of card.processes.value) {
        const uses = this.#byPid.get(process.pid) ?? [];
        this.#byPid.set(process.pid, [...uses, { card, process }]);
      }
    }
  }

  /** Pids of the processes that compute on a GPU. */
  get holders(): ReadonlySet<number> {
    const computing = [...this.#byPid].filter(([, uses]) => uses.some((it) => it.process.computes));
    return new Set(computing.map(([pid]) => pid));
  }

  /** Figures of the worker whose process tree has these pids. */
  worker(pids: readonly number[]): WorkerGpuFigures {
    const shares = this.#shares(pids);
    const unseen = shares.length === 0 ? this.#unseen() : undefined;
    if (unseen) return { utilPct: unseen, vramMb: unseen, totalVramMb: unseen, gpus: [] };
    return {
      utilPct: largest(shares.map((it) => it.utilPct)),
      vramMb: total(shares.map((it) => it.vramMb)),
      totalVramMb: total(shares.map((it) => it.card.totalMb)),
      gpus: shares.map(workerGpu),
    };
  }

  /** The GPUs in the form of the wire; `pids` are the processes of all workers. */
  gpus(pids: Iterable<number>): readonly Gpu[] {
    const ofWorkers = new Set(pids);
    return this.#cards.map((it) => gpuOf(it, ofWorkers));
  }

  /** Why GPUs that this sample lacks could not be read; undefined if it has them all. */
  get gap(): Missing | undefined {
    return this.#gap;
  }

  #shares(pids: readonly number[]): Share[] {
    const byCard = Map.groupBy(
      pids.flatMap((pid) => this.#byPid.get(pid) ?? []),
      (it) => it.card,
    );
    const shares = [...byCard].map(([card, uses]) => ({
      card,
      vramMb: total(uses.map((it) => it.process.vramMb)),
      utilPct: bounded(total(uses.map((it) => it.process.utilPct)), card.utilPct),
    }));
    return shares.toSorted((a, b) => this.#cards.indexOf(a.card) - this.#cards.indexOf(b.card));
  }

  /** Why a worker that is seen on no GPU may use one nevertheless. */
  #unseen(): Missing | undefined {
    if (this.#gap) return this.#gap;
    for (const { processes } of this.#cards) if (!processes.ok) return processes;
    return undefined;
  }
}

function workerGpu({ card, vramMb, utilPct }: Share): WorkerGpu {
  const { values, unknown } = writeFigures({ util_pct: utilPct }, { vram_mb: vramMb });
  return { uuid: card.uuid, index: card.index, ...values, ...unknownOrNothing(unknown) };
}

function gpuOf(card: GpuCard, ofWorkers: ReadonlySet<number>): Gpu {
  const { uuid, index, vendor, name, details, utilPct, usedMb, totalMb } = card;
  const { values, unknown } = writeFigures(
    { util_pct: bounded(utilPct, known(100)) },
    { vram_used_mb: usedMb, vram_total_mb: totalMb },
  );
  const unattributed = unattributedMb(card, ofWorkers);
  return {
    uuid,
    index,
    vendor,
    name,
    ...values,
    ...details,
    ...(unattributed.ok ? { unattributed_vram_mb: Math.max(0, Math.round(unattributed.value)) } : {}),
    ...unknownOrNothing(unknown),
  };
}

/** Memory in use that no worker holds, MiB. */
function unattributedMb({ processes, usedMb }: GpuCard, ofWorkers: ReadonlySet<number>): Figure {
  if (!processes.ok) return processes;
  const held = total(processes.value.filter((it) => ofWorkers.has(it.pid)).map((it) => it.vramMb));
  if (!usedMb.ok || !held.ok) return missing('not_exposed');
  return known(usedMb.value - held.value);
}

/** The sum; if one figure is not known, neither is the sum. */
const total = (figures: readonly Figure[]): Figure =>
  figures.reduce((sum, it) => (sum.ok && it.ok ? known(sum.value + it.value) : sum.ok ? it : sum), known(0));

/** The largest; if one figure is not known, neither is the largest. */
const largest = (figures: readonly Figure[]): Figure =>
  figures.reduce(
    (most, it) => (most.ok && it.ok ? (it.value > most.value ? it : most) : most.ok ? it : most),
    known(0),
  );

/** At most the bound, if that is known. */
const bounded = (figure: Figure, bound: Figure): Figure =>
  figure.ok && bound.ok ? known(Math.min(figure.value, bound.value)) : figure;
