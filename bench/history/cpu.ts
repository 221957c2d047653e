/** CPU time of parts of one program, summed, in milliseconds; that of all its threads, so garbage collection is in it. */
export class Cpu<Part extends string> {
  readonly #ms = new Map<Part, number>();

  /** Runs a part and adds what it took. */
  of<T>(part: Part, run: () => T): T {
    const before = process.cpuUsage();
    const value = run();
    const { user, system } = process.cpuUsage(before);
    this.#ms.set(part, this.ms(part) + (user + system) / 1_000);
    return value;
  }

  ms(part: Part): number {
    return this.#ms.get(part) ?? 0;
  }

  clear(): void {
    this.#ms.clear();
  }
}
