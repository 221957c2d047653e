import type { HistoryEvent } from '@rbee/contract';
import type { Layout, Second } from '@rbee/history';

/** Room at the start, in numbers. */
const LEAST_ROOM = 1_024;

/** What the fleet reported since the last hand-over: one list of numbers that grows, as objects would cost ten times as much. */
export class OpenSecond {
  #cells = new Float64Array(LEAST_ROOM);
  #used = 0;
  #layouts: Layout[] = [];
  #ended: number[] = [];
  #events: HistoryEvent[] = [];
  #lost = 0;
  /** Counts the hand-overs: a place in `cells` is one of the present second only. */
  number = 0;

  /** The numbers; another list after `reserve` and `take`. */
  get cells(): Float64Array {
    return this.#cells;
  }

  /** How many numbers there are. */
  get used(): number {
    return this.#used;
  }

  /** Makes room for `length` numbers, and returns the place of the first. */
  reserve(length: number): number {
    const first = this.#used;
    this.#used += length;
    if (this.#used > this.#cells.length) {
      const larger = new Float64Array(Math.max(this.#used, 2 * this.#cells.length));
      larger.set(this.#cells.subarray(0, first));
      this.#cells = larger;
    }
    return first;
  }

  addLayout(layout: Layout): void {
    this.#layouts.push(layout);
  }

  endLayout(id: number): void {
    this.#ended.push(id);
  }

  addEvent(event: HistoryEvent): void {
    this.#events.push(event);
  }

  /** Counts a sample or an event that is left out. */
  lose(): void {
    this.#lost += 1;
  }

  /** Everything since the last call; `at` is the queen's time, milliseconds since the epoch. */
  take(at: number): Second {
    const second = {
      at,
      layouts: this.#layouts,
      ended: this.#ended,
      samples: this.#cells.subarray(0, this.#used),
      events: this.#events,
      ...(this.#lost > 0 && { lost: this.#lost }),
    };
    // The buffer is given away. The next second is probably as large.
    this.#cells = new Float64Array(Math.max(LEAST_ROOM, Math.ceil(this.#used * 1.1)));
    this.#used = 0;
    this.#layouts = [];
    this.#ended = [];
    this.#events = [];
    this.#lost = 0;
    this.number += 1;
    return second;
  }
}
