/** Interval of the sweeps for silent hives, milliseconds. A change is detected at most two intervals late. */
export const SWEEP_MS = 250;

/**
 * Deadlines of hives by tick, so that a sweep checks only the due hives, not all of them ([R1], [R4]). Postponing a deadline
 * does not move its entry, so a heartbeat costs nothing here; the sweep that finds a postponed hive schedules it again.
 */
export class TimerWheel {
  readonly #ticks = new Map<number, Set<string>>();
  readonly #placed = new Map<string, number>();
  #done = Number.NEGATIVE_INFINITY;

  /** Makes the hive due at the given time, monotonic milliseconds, or earlier. */
  put(hiveId: string, at: number): void {
    const tick = Math.max(Math.ceil(at / SWEEP_MS), this.#done + 1);
    const placed = this.#placed.get(hiveId);
    if (placed !== undefined && placed <= tick) return;
    this.delete(hiveId);
    this.#placed.set(hiveId, tick);
    const hives = this.#ticks.get(tick) ?? new Set();
    this.#ticks.set(tick, hives.add(hiveId));
  }

  delete(hiveId: string): void {
    const tick = this.#placed.get(hiveId);
    if (tick === undefined) return;
    this.#placed.delete(hiveId);
    const hives = this.#ticks.get(tick);
    if (hives?.delete(hiveId) && hives.size === 0) this.#ticks.delete(tick);
  }

  /** Removes and returns the hives that are due. */
  due(now: number): string[] {
    const last = Math.floor(now / SWEEP_MS);
    const due: string[] = [];
    for (const tick of this.#dueTicks(last)) {
      for (const hiveId of this.#ticks.get(tick) ?? []) {
        this.#placed.delete(hiveId);
        due.push(hiveId);
      }
      this.#ticks.delete(tick);
    }
    this.#done = Math.max(this.#done, last);
    return due;
  }

  /** After a long sleep, more ticks have passed than there are ticks with hives. */
  #dueTicks(last: number): number[] {
    if (last - this.#done > this.#ticks.size) {
      return [...this.#ticks.keys()].filter((tick) => tick <= last).sort((a, b) => a - b);
    }
    return Array.from({ length: Math.max(0, last - this.#done) }, (_, n) => this.#done + 1 + n);
  }
}
