import type { Gpu, UnknownReason } from '@rbee/contract';
import { type Figure, missing, type Reading } from './figure.ts';

/** GPU figures of one worker, summed over its process tree. */
export interface WorkerGpuFigures {
  /** Use of the busiest of its GPUs, 0 to 100. */
  readonly utilPct: Figure;
  /** GPU memory that it holds, MiB. */
  readonly vramMb: Figure;
  /** Memory of the GPUs that it uses, MiB. */
  readonly totalVramMb: Figure;
}

/** The GPUs of one sample. */
export interface GpuReading {
  /** The machine's GPUs, or why they are not known ([W2]). */
  readonly gpus: Reading<readonly Gpu[]>;
  /** Pids (of `procRoot`) that hold a GPU; empty where they are not known. */
  readonly holders: ReadonlySet<number>;
  /** Figures of the worker whose process tree has these pids. */
  worker(pids: readonly number[]): WorkerGpuFigures;
}

/** Reads the GPUs of a machine through one vendor's driver. */
export interface GpuReader {
  /** Reads once per sample. Never throws: a driver that fails is `driver_error` in the reading. */
  read(): GpuReading;
  /** Releases the driver. A later `read` opens it again. */
  close(): void;
}

/** A reader without a driver: it knows at most which processes hold a GPU, because `gpuHolders` says so. */
export const noGpuReader = (gpuHolders: () => ReadonlySet<number> = () => new Set()): GpuReader => ({
  read: () => {
    try {
      return unknownGpus('driver_unsupported', gpuHolders());
    } catch {
      return unknownGpus('driver_error', new Set());
    }
  },
  close: () => {},
});

function unknownGpus(reason: UnknownReason, holders: ReadonlySet<number>): GpuReading {
  const figure = missing(reason);
  const worker = () => ({ utilPct: figure, vramMb: figure, totalVramMb: figure });
  return { gpus: { ok: false, reason }, holders, worker };
}
