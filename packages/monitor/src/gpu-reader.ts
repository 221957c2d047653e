import type { Gpu } from '@rbee/contract';
import type { Figure, Reading } from './figure.ts';

/** Optional fields of a GPU on the wire that its driver gives as they are (section N). */
export type GpuDetails = Omit<
  Gpu,
  | 'uuid'
  | 'index'
  | 'vendor'
  | 'name'
  | 'util_pct'
  | 'vram_used_mb'
  | 'vram_total_mb'
  | 'unattributed_vram_mb'
  | 'origin'
  | 'unknown'
>;

/** Vendors whose GPUs are read. */
export type GpuVendor = 'nvidia' | 'amd' | 'intel';

/** What one process uses of one GPU. */
export interface GpuProcess {
  /** Pid in the monitor's `procRoot`. */
  readonly pid: number;
  /** False if the process only draws on a screen. */
  readonly computes: boolean;
  /** Memory that it holds, MiB. */
  readonly vramMb: Figure;
  /** Use of the GPU by it, 0 to 100. */
  readonly utilPct: Figure;
}

/** One GPU and the processes that use it, as its driver describes them. */
export interface GpuCard {
  readonly uuid: string;
  readonly index: number;
  readonly vendor: GpuVendor;
  readonly name: string;
  /** Use of the whole GPU, 0 to 100. */
  readonly utilPct: Figure;
  /** Memory in use and in all, MiB. */
  readonly usedMb: Figure;
  readonly totalMb: Figure;
  readonly details: GpuDetails;
  /** The processes that use it, each pid once; or why they are not known ([W2]). */
  readonly processes: Reading<readonly GpuProcess[]>;
  /** Pids that are not in `processes` and may use it nevertheless: what they have open may not be read. */
  readonly refused?: ReadonlySet<number>;
}

/** A process of the machine; another process has another key, even with the same pid. */
export interface GpuCandidate {
  readonly pid: number;
  readonly key: string;
  readonly parentPid: number;
  /** Start time since boot, in clock ticks. */
  readonly startTicks: number;
  /** It was read in this sample, as the processes of workers are in every sample; others rarely are. */
  readonly measured?: boolean;
}

/** What `rbee doctor` says about a reader, beside the cards that it read. No secret and no command line. */
export interface GpuFinding {
  /** How GPUs are read, with the driver's version, such as `NVML 550.54.14`; null if they cannot be read. */
  readonly through: string | null;
  /**
   * What is missing, each with the command or the change that mends it, without a full stop: `libnvidia-ml.so.1 was not
   * found; start the container with --gpus all and NVIDIA_DRIVER_CAPABILITIES=utility`. Empty if nothing is.
   */
  readonly missing: readonly string[];
}

/** Reads the GPUs of one vendor. */
export interface GpuReader {
  readonly vendor: GpuVendor;
  /**
   * Asks a driver that answers in another process; resolves when it has answered or may not be waited for any longer.
   * Without it, `read` gives what was asked for before. Never rejects.
   */
  prepare?(): Promise<void>;
  /**
   * Reads once per sample, and never waits or throws: a driver that fails is a reason. An empty list if its driver gives
   * no GPU; `driver_unsupported` without a driver, which is a gap only if the machine has a GPU of this vendor.
   * `processes` are all that the hive sees; `atMs` is a monotonic clock.
   */
  read(processes: Iterable<GpuCandidate>, atMs: number): Reading<readonly GpuCard[]>;
  /** Explains the last `read`. It may look at more than that did; it is not called in samples. */
  finding(): GpuFinding;
  /** Releases the driver. A later `read` opens it again. */
  close(): void;
}
