import { distinctGpus, type Gpu, type NodeStats, type ProcessStats } from '@rbee/contract';

/** The free GPU memory of the workers of one sample ([R5]). Sums are made once, not for each worker. */
export class FreeMemory {
  readonly #gpus: ReadonlyMap<string, Gpu>;
  readonly #unattributedMb: number;
  /** Memory that the machine has left, MiB; Infinity if that is not known. */
  readonly #ramMb: number;
  /** What is held on each GPU that workers name. */
  readonly #named = new Map<string, Held>();
  /** What is held by workers that do not name their GPUs: they are assumed to use all of them. */
  readonly #unnamed = nothing();
  readonly #all = nothing();

  constructor(workers: readonly ProcessStats[], node: NodeStats | undefined) {
    const gpus = distinctGpus(node?.gpus ?? []);
    this.#gpus = new Map(gpus.map((gpu) => [gpu.uuid, gpu]));
    this.#unattributedMb = gpus.reduce((sum, gpu) => sum + (gpu.unattributed_vram_mb ?? 0), 0);
    this.#ramMb = freeRam(node);
    for (const worker of workers) this.#add(worker);
  }

  /**
   * GPU memory available to a worker, MiB: the total of the GPUs that it uses, minus the memory used on them by all workers
   * and other processes. Null if that is unknown or the worker uses no GPU.
   */
  of(worker: ProcessStats): number | null {
    if (worker.unknown?.['total_vram_mb'] !== undefined || worker.total_vram_mb === 0) return null;
    const uuids = uuidsOf(worker);
    const named = uuids && [...uuids].map((uuid) => this.#gpus.get(uuid));
    const gpus = named ?? [...this.#gpus.values()];
    // Of a divided GPU it can use its part only, and which one is not known.
    if (gpus.some((gpu) => gpu?.mig !== undefined)) return null;
    const free = this.#onNamed(named ?? []) ?? this.#beside(worker.total_vram_mb, uuids);
    if (free === null) return null;
    return gpus.some((gpu) => gpu?.shares_ram) ? Math.min(free, this.#ramMb) : free;
  }

  /** What is free by the driver's count; null if that is unknown of one of them, or there are none. */
  #onNamed(gpus: readonly (Gpu | undefined)[]): number | null {
    const free = gpus.map(freeOn);
    if (free.length === 0 || !free.every((it) => it !== null)) return null;
    return Math.min(
      Number.MAX_SAFE_INTEGER,
      free.reduce((total, it) => total + it, 0),
    );
  }

  /** What is left of the memory of those GPUs beside what workers and others hold; null if that is unknown. */
  #beside(totalMb: number, uuids: ReadonlySet<string> | undefined): number | null {
    const held = uuids === undefined ? this.#all : this.#heldOn(uuids);
    return held.isUnknown ? null : Math.max(0, totalMb - held.mb - this.#unattributedOn(uuids));
  }

  #add(worker: ProcessStats): void {
    const isUnknown = worker.unknown?.['vram_mb'] !== undefined;
    addTo(this.#all, worker.vram_mb, isUnknown);
    if (worker.gpus === undefined) addTo(this.#unnamed, worker.vram_mb, isUnknown);
    const gpus = distinctGpus(worker.gpus ?? []);
    const isGap = ({ unknown }: (typeof gpus)[number]): boolean => unknown?.['vram_mb'] !== undefined;
    // If none of its GPUs is the cause, any of them may be.
    const isAnyUnknown = isUnknown && !gpus.some(isGap);
    for (const gpu of gpus) {
      const held = this.#named.get(gpu.uuid) ?? nothing();
      this.#named.set(gpu.uuid, held);
      addTo(held, gpu.vram_mb, isAnyUnknown || isGap(gpu));
    }
  }

  #heldOn(uuids: ReadonlySet<string>): Held {
    const sum = { ...this.#unnamed };
    for (const uuid of uuids) {
      const held = this.#named.get(uuid);
      if (held) addTo(sum, held.mb, held.isUnknown);
    }
    return sum;
  }

  #unattributedOn(uuids: ReadonlySet<string> | undefined): number {
    if (uuids === undefined) return this.#unattributedMb;
    let sum = 0;
    for (const uuid of uuids) sum += this.#gpus.get(uuid)?.unattributed_vram_mb ?? 0;
    return sum;
  }
}

/** Memory that workers hold, MiB; unknown if that of one of them is. */
interface Held {
  mb: number;
  isUnknown: boolean;
}

const nothing = (): Held => ({ mb: 0, isUnknown: false });

function addTo(held: Held, mb: number, isUnknown: boolean): void {
  held.mb += mb;
  held.isUnknown ||= isUnknown;
}

const uuidsOf = ({ gpus }: ProcessStats): ReadonlySet<string> | undefined =>
  gpus && new Set(gpus.map(({ uuid }) => uuid));

/** The driver's count includes every process, also those that could not be identified. */
function freeOn(gpu: Gpu | undefined): number | null {
  if (!gpu || gpu.unknown?.['vram_used_mb'] !== undefined || gpu.unknown?.['vram_total_mb'] !== undefined) {
    return null;
  }
  return Math.max(0, gpu.vram_total_mb - gpu.vram_used_mb);
}

function freeRam(node: NodeStats | undefined): number {
  if (!node || node.unknown?.['ram_used_mb'] !== undefined || node.unknown?.['ram_total_mb'] !== undefined) {
    return Number.POSITIVE_INFINITY;
  }
  return Math.max(0, node.ram_total_mb - node.ram_used_mb);
}
