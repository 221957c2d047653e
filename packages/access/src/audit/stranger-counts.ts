import { addressGroup } from '../attempts/index.ts';

/** What a stranger tried. */
export interface StrangerNote {
  readonly what: string;
  readonly target: string | null;
  readonly address: string | null;
  /** Why it was refused. */
  readonly result: string;
}

/** The attempts of one address within a minute. */
export interface StrangerCount extends StrangerNote {
  readonly at: number;
  count: number;
  /** Number of its entry once it is written. */
  entryId: number | null;
  isWritten: boolean;
}

const MINUTE_MS = 60_000;
/** Entries that strangers can make in a minute; what more addresses do is in entries without an address. */
const MAX_A_MINUTE = 30;

/** Counts what strangers try, so that they cannot fill the audit log ([A9]). */
export class StrangerCounts {
  readonly #open = new Map<string, StrangerCount>();
  /** Of minutes before, what could not be written yet. */
  #late: readonly StrangerCount[] = [];
  #minute = 0;

  add(note: StrangerNote, now: number): void {
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#late = [...this.unwritten()].slice(-2 * MAX_A_MINUTE);
      this.#open.clear();
      this.#minute = minute;
    }
    const counted = this.#countOf(note, minute, now);
    counted.count += 1;
    counted.isWritten = false;
  }

  /** The counts that changed since they were written. */
  *unwritten(): Generator<StrangerCount> {
    for (const it of [...this.#late, ...this.#open.values()]) if (!it.isWritten) yield it;
  }

  #countOf(note: StrangerNote, minute: number, now: number): StrangerCount {
    const group = note.address === null ? null : addressGroup(note.address);
    const key = (address: string | null) =>
      JSON.stringify([minute, note.what, note.target, note.result, address]);
    const known = this.#open.get(key(group));
    if (known !== undefined) return known;
    const isOne = this.#open.size < MAX_A_MINUTE;
    const rest = isOne ? undefined : this.#open.get(JSON.stringify([minute, note.what]));
    if (rest !== undefined) return rest;
    const made: StrangerCount = {
      ...note,
      ...(!isOne && { address: null, target: null, result: 'refused' }),
      at: now,
      count: 0,
      entryId: null,
      isWritten: false,
    };
    this.#open.set(isOne ? key(group) : JSON.stringify([minute, note.what]), made);
    return made;
  }
}
