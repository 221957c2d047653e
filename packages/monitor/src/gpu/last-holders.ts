import type { GpuCandidate } from '../gpu-reader.ts';
import type { GpuHolders, GpuSample } from './gpu-sample.ts';

/** A process that computed on GPUs. */
interface Holder {
  readonly key: string;
  readonly uuids: readonly string[];
}

/**
 * Remembers the processes on a GPU while its driver does not tell them. Without that, a driver that hangs for a moment
 * would end the workers that are known only by their GPU.
 */
export class LastHolders {
  #held: ReadonlyMap<number, Holder> = new Map();

  /** Those of the sample, and those remembered that still run. A process is known by its key. */
  next(sample: GpuSample, processes: ReadonlyMap<number, GpuCandidate>): GpuHolders {
    const holders = new Map(sample.holders);
    for (const [pid, { key, uuids }] of sample.tellsAll ? [] : this.#held) {
      if (processes.get(pid)?.key !== key) continue;
      const untold = uuids.filter((it) => !sample.tells(it));
      if (untold.length > 0) holders.set(pid, [...new Set([...(holders.get(pid) ?? []), ...untold])]);
    }
    this.#held = new Map(
      [...holders].flatMap(([pid, uuids]) => {
        const key = processes.get(pid)?.key;
        return key === undefined ? [] : [[pid, { key, uuids }] as const];
      }),
    );
    return holders;
  }
}
