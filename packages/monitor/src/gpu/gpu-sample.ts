import type { Gpu, ProcessStats } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import {
  type Figure,
  known,
  largestOf,
  type Missing,
  missing,
  sumOf,
  unknownOrNothing,
  writeFigures,
} from '../figure.ts';
import type { GpuCard, GpuProcess } from '../gpu-reader.ts';
import { distinctCards } from './distinct-cards.ts';

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
  /** The GPUs that it uses, at most as many as a heartbeat may have. */
  readonly gpus: readonly WorkerGpu[];
  /**
   * It may use more ([W6]): the processes on another GPU of the same vendor, or what one of its own uses, are not
   * known.
   */
  readonly isPartial: boolean;
}

/** Those of every worker of a machine without a GPU. */
const NO_GPUS: WorkerGpuFigures = {
  utilPct: known(0),
  vramMb: known(0),
  totalVramMb: known(0),
  gpus: [],
  isPartial: false,
};

/** What processes use of one GPU. */
interface Share {
  readonly card: GpuCard;
  readonly vramMb: Figure;
  readonly utilPct: Figure;
}

/** The ids of the GPUs that each process computes on, by pid. */
export type GpuHolders = ReadonlyMap<number, readonly string[]>;

/** The GPUs of one sample, with the processes that use them. */
export class GpuSample {
  readonly #cards: readonly GpuCard[];
  readonly #gap: Missing | undefined;
  /** By pid; `at` is the place of the card in `#cards`. */
  readonly #uses = new Map<number, { readonly at: number; readonly process: GpuProcess }[]>();

  /** `cards` are those of each reader; `gap` is why GPUs may be missing among them. */
  constructor(cards: readonly (readonly GpuCard[])[], gap?: Missing) {
    this.#cards = distinctCards(cards);
    this.#gap = gap;
    for (const [at, { processes }] of this.#cards.entries()) {
      for (const process of processes.ok ? processes.value : []) {
        const uses = this.#uses.get(process.pid);
        if (uses) uses.push({ at, process });
        else this.#uses.set(process.pid, [{ at, process }]);
      }
    }
  }

  /** The processes that compute on a GPU. */
  get holders(): GpuHolders {
    const holders = new Map<number, string[]>();
    for (const { uuid, processes } of this.#cards) {
      for (const { pid, computes } of processes.ok ? processes.value : []) {
        if (!computes) continue;
        const uuids = holders.get(pid);
        if (uuids) uuids.push(uuid);
        else holders.set(pid, [uuid]);
      }
    }
    return holders;
  }

  /** True if it is known of every GPU of the machine which processes compute on it. */
  get tellsAll(): boolean {
    return this.#gap === undefined && this.#unlisted([]) === undefined;
  }

  /** True if it is known which processes compute on the GPU with this id, also because there is no such GPU. */
  tells(uuid: string): boolean {
    const card = this.#cards.find((it) => it.uuid === uuid);
    return card ? card.processes.ok || card.processes.reason === 'asleep' : this.#gap === undefined;
  }

  /** Figures of the worker whose process tree has these pids. */
  worker(pids: readonly number[]): WorkerGpuFigures {
    if (this.isEmpty) return NO_GPUS;
    const shares = this.#shares(pids);
    const unseen = shares.length === 0 ? (this.#gap ?? this.#unlisted(pids)) : undefined;
    if (unseen) return { utilPct: unseen, vramMb: unseen, totalVramMb: unseen, gpus: [], isPartial: false };
    const vendors = new Set(shares.map(({ card }) => card.vendor));
    return {
      utilPct: largestOf(shares.map((it) => it.utilPct)),
      vramMb: sumOf(shares.map((it) => it.vramMb)),
      totalVramMb: sumOf(shares.map((it) => sound(it.card.totalMb))),
      gpus: shares.slice(0, LIMITS.maxGpus).map(workerGpu),
      isPartial: this.#unlisted(pids, vendors) !== undefined,
    };
  }

  /** The GPUs in the form of the wire; `pids` are the processes of all workers. */
  gpus(pids: Iterable<number>): readonly Gpu[] {
    const ofWorkers = new Set(pids);
    return this.#cards.slice(0, LIMITS.maxGpus).map((it) => gpuOf(it, ofWorkers));
  }

  /** Why GPUs that this sample lacks could not be read; undefined if it has them all. */
  get gap(): Missing | undefined {
    return this.#gap;
  }

  /** True if the machine is known to have no GPU. */
  get isEmpty(): boolean {
    return this.#cards.length === 0 && this.#gap === undefined;
  }

  /** In the order of the cards. */
  #shares(pids: readonly number[]): Share[] {
    const byCard = new Map<number, GpuProcess[]>();
    for (const pid of pids) {
      for (const { at, process } of this.#uses.get(pid) ?? []) {
        const together = byCard.get(at);
        if (together) together.push(process);
        else byCard.set(at, [process]);
      }
    }
    const inOrder = [...byCard].toSorted(([a], [b]) => a - b);
    return inOrder.flatMap(([at, processes]) => {
      const card = this.#cards[at];
      return card ? [shareOf(card, processes)] : [];
    });
  }

  /**
   * Why it is not known of every GPU, or of every GPU of these vendors, whether the processes use it. Nothing computes on
   * a GPU that is powered down.
   */
  #unlisted(pids: readonly number[], vendors?: ReadonlySet<GpuCard['vendor']>): Missing | undefined {
    for (const { vendor, processes, refused } of this.#cards) {
      if (vendors && !vendors.has(vendor)) continue;
      if (!processes.ok && processes.reason !== 'asleep') return processes;
      if (refused && pids.some((it) => refused.has(it))) return missing('permission');
    }
    return undefined;
  }
}

/** Processes are measured over another time than their card: together they can seem to use more than it was used. */
function shareOf(card: GpuCard, processes: readonly GpuProcess[]): Share {
  return {
    card,
    vramMb: sumOf(processes.map((it) => sound(it.vramMb))),
    utilPct: atMost(sumOf(processes.map((it) => sound(it.utilPct))), usedPct(card)),
  };
}

function workerGpu({ card, vramMb, utilPct }: Share): WorkerGpu {
  const { values, unknown } = writeFigures({ util_pct: utilPct }, { vram_mb: vramMb });
  return { uuid: card.uuid, index: card.index, ...values, ...unknownOrNothing(unknown) };
}

function gpuOf(card: GpuCard, ofWorkers: ReadonlySet<number>): Gpu {
  const { uuid, index, vendor, name, details } = card;
  const { values, unknown } = writeFigures(
    { util_pct: usedPct(card) },
    { vram_used_mb: sound(card.usedMb), vram_total_mb: sound(card.totalMb) },
  );
  const unattributed = unattributedMb(card, ofWorkers);
  return {
    uuid,
    index,
    vendor,
    name,
    ...values,
    ...details,
    ...(unattributed === null ? {} : { unattributed_vram_mb: unattributed }),
    ...unknownOrNothing(unknown),
  };
}

/** Memory in use that no worker holds, MiB; null if it is not known. */
function unattributedMb({ processes, usedMb }: GpuCard, ofWorkers: ReadonlySet<number>): number | null {
  const used = sound(usedMb);
  if (!processes.ok || !used.ok) return null;
  let rest = used.value;
  for (const { pid, vramMb } of processes.value) {
    if (!ofWorkers.has(pid)) continue;
    const held = sound(vramMb);
    if (!held.ok) return null;
    rest -= held.value;
  }
  return Math.max(0, Math.round(rest));
}

const usedPct = (card: GpuCard): Figure => atMost(sound(card.utilPct), known(100));

/** At most the bound, and at most 100 if that is not known. */
const atMost = (figure: Figure, bound: Figure): Figure =>
  figure.ok ? known(Math.min(figure.value, bound.ok ? bound.value : 100)) : figure;

/** A driver can give any number. */
const sound = (figure: Figure): Figure =>
  figure.ok && !(figure.value >= 0 && figure.value < Number.POSITIVE_INFINITY)
    ? missing('driver_error')
    : figure;
