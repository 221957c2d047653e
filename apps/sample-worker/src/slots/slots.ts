/** Places in which requests are worked on; the rest waits in line. */
export interface Slots {
  /** Resolves with the slot's number when one is free, or at once with null when the line is full. */
  enter(): Promise<number | null>;
  /** Gives a slot to the next in line. */
  leave(slot: number): void;
  readonly total: number;
  readonly busy: number;
  readonly waiting: number;
}

/** Slots numbered from 0, and a line of bounded length. */
export function createSlots(total: number, maxWaiting: number): Slots {
  const free = Array.from({ length: total }, (_, slot) => slot);
  const line: ((slot: number) => void)[] = [];
  return {
    total,
    enter: async () => {
      const slot = free.shift();
      if (slot !== undefined) return slot;
      return line.length < maxWaiting ? new Promise((resolve) => line.push(resolve)) : null;
    },
    leave: (slot) => {
      const next = line.shift();
      if (next) next(slot);
      else free.push(slot);
    },
    get busy() {
      return total - free.length;
    },
    get waiting() {
      return line.length;
    },
  };
}
