/** CPU time of this thread, milliseconds (getrusage(2)). */
const threadCpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/** Limits the CPU time of one kind of work in a sample. Other programs on a busy machine do not use it up. */
export class WorkBudget {
  readonly #limitMs: number;
  readonly #cpuMs: () => number;
  #usedMs = 0;

  /** `limitMs` is the time in each sample; `cpuMs` is a clock for it, milliseconds. */
  constructor(limitMs: number, cpuMs: () => number = threadCpuMs) {
    this.#limitMs = limitMs;
    this.#cpuMs = cpuMs;
  }

  /** Begins a sample. */
  renew(): void {
    this.#usedMs = 0;
  }

  /** True if no more of the work is to be begun in this sample. */
  get isSpent(): boolean {
    return this.#usedMs >= this.#limitMs;
  }

  /** Does one part of the work. */
  spend<T>(work: () => T): T {
    const startedMs = this.#cpuMs();
    const result = work();
    this.#usedMs += this.#cpuMs() - startedMs;
    return result;
  }
}
