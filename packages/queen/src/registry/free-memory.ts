import type { Gpu, NodeStats, ProcessStats } from '@rbee/contract';

/**
 * GPU memory available to a worker, MiB ([R5]): the total of the GPUs that it uses, minus the memory used on them by all
 * workers and other processes. Null if that is unknown or the worker uses no GPU.
 */
export function freeVramMb(
  worker: ProcessStats,
  all: readonly ProcessStats[],
  node: NodeStats | undefined,
): number | null {
  const unknown = worker.unknown ?? {};
  if (unknown['total_vram_mb'] !== undefined || worker.total_vram_mb === 0) return null;
  const uuids = worker.gpus?.map(({ uuid }) => uuid) ?? [];
  const cards = uuids.map((uuid) => node?.gpus.find((gpu) => gpu.uuid === uuid));
  const free = cards.map(freeOn);
  if (free.length > 0 && free.every((it) => it !== null)) {
    return Math.min(
      Number.MAX_SAFE_INTEGER,
      free.reduce((sum, it) => sum + it, 0),
    );
  }
  return lessWhatIsHeld(worker, all, node);
}

/** The driver's count includes every process, also those that could not be identified. */
function freeOn(gpu: Gpu | undefined): number | null {
  if (!gpu || gpu.unknown?.['vram_used_mb'] !== undefined || gpu.unknown?.['vram_total_mb'] !== undefined) {
    return null;
  }
  return Math.max(0, gpu.vram_total_mb - gpu.vram_used_mb);
}

/** Without the driver's count: the worker's total minus the reported use of all workers of the machine. */
function lessWhatIsHeld(
  worker: ProcessStats,
  all: readonly ProcessStats[],
  node: NodeStats | undefined,
): number | null {
  const shared = all.filter((it) => sharesGpu(worker, it));
  if (shared.some((it) => it.unknown?.['vram_mb'] !== undefined)) return null;
  const uuids = worker.gpus?.map(({ uuid }) => uuid);
  const held = shared.reduce((sum, it) => sum + heldOn(uuids, it), 0);
  const unattributed = (node?.gpus ?? [])
    .filter(({ uuid }) => uuids === undefined || uuids.includes(uuid))
    .reduce((sum, gpu) => sum + (gpu.unattributed_vram_mb ?? 0), 0);
  return Math.max(0, worker.total_vram_mb - held - unattributed);
}

/** Workers that do not report their GPUs are assumed to use all of them. */
const sharesGpu = (one: ProcessStats, other: ProcessStats): boolean =>
  one.gpus === undefined ||
  other.gpus === undefined ||
  other.gpus.some(({ uuid }) => one.gpus?.some((gpu) => gpu.uuid === uuid));

const heldOn = (uuids: readonly string[] | undefined, { gpus, vram_mb }: ProcessStats): number =>
  uuids === undefined || gpus === undefined
    ? vram_mb
    : gpus.filter(({ uuid }) => uuids.includes(uuid)).reduce((sum, gpu) => sum + gpu.vram_mb, 0);
