/** TimerWheel are told apart by so much, milliseconds: as often as the queen looks for silence. */
const TICK_MS = 250;

/**
 * When to look at which hive: only those whose time has come are looked at, not all of them ([R1], [R4]). A deadline that
 * is put off is left where it is, so that a heartbeat costs nothing here; whoever looks then puts the hive where it belongs.
 */
export class TimerWheel {
  readonly #ticks = new Map<number, string[]>();
  readonly #placed = new Map<string, number>();
  #done = Number.NEGATIVE_INFINITY;

  /** Looks at the hive at that moment, monotonic milliseconds, if not before. */
  put(hiveId: string, at: number): void {
    const tick = Math.max(Math.ceil(at / TICK_MS), this.#done + 1);
    const placed = this.#placed.get(hiveId);
    if (placed !== undefined && placed <= tick) return;
    this.#placed.set(hiveId, tick);
    const hives = this.#ticks.get(tick);
    if (hives) hives.push(hiveId);
    else this.#ticks.set(tick, [hiveId]);
  }

  delete(hiveId: string): void {
    this.#placed.delete(hiveId);
  }

  /** Takes the hives out whose time has come by that moment. */
  due(now: number): string[] {
    const last = Math.floor(now / TICK_MS);
    const due: string[] = [];
    for (const tick of this.#dueTicks(last)) {
      for (const hiveId of this.#ticks.get(tick) ?? []) {
        if (this.#placed.get(hiveId) !== tick) continue;
        this.#placed.delete(hiveId);
        due.push(hiveId);
      }
      this.#ticks.delete(tick);
    }
    this.#done = Math.max(this.#done, last);
    return due;
  }

  /** After a long sleep there are fewer ticks with hives than ticks that have passed. */
  #dueTicks(last: number): number[] {
    if (last - this.#done > this.#ticks.size) {
      return [...this.#ticks.keys()].filter((tick) => tick <= last).sort((a, b) => a - b);
    }
    return Array.from({ length: Math.max(0, last - this.#done) }, (_, n) => this.#done + 1 + n);
  }
}
