import { type CounterReading, counted, DISBELIEF } from './meter.ts';
import {
  type IsThere,
  type MemberCount,
  startCount,
  type TreeCount,
  treeCount,
  wentBackwards,
} from './tree-count.ts';

/** Counts what trees use, and remembers the sample before. */
export interface TreeCounter {
  /** What the tree `id` has used since it was first seen; `first_sample` when it starts over ([W4]). */
  count(id: string, members: readonly MemberCount[], isThere: IsThere): CounterReading;
  /** Ends a sample: a tree that was not counted in it is forgotten. */
  endSample(): void;
}

interface Kept {
  readonly count: TreeCount;
  /** Samples in a row in which it went backwards. */
  readonly doubted: number;
}

/** Starts with nothing remembered. A count that went backwards is not believed for some samples, as by the meter. */
export function createTreeCounter(): TreeCounter {
  let before = new Map<string, Kept>();
  let now = new Map<string, Kept>();
  return {
    count: (id, members, isThere) => {
      const earlier = before.get(id);
      if (earlier && earlier.doubted < DISBELIEF && wentBackwards(earlier.count, members)) {
        now.set(id, { count: earlier.count, doubted: earlier.doubted + 1 });
        return { ok: false, reason: 'first_sample' };
      }
      const count = earlier ? treeCount(earlier.count, members, isThere) : startCount(members);
      now.set(id, { count: count ?? startCount(members), doubted: 0 });
      return count ? counted(id, count.spent) : { ok: false, reason: 'first_sample' };
    },
    endSample: () => {
      before = now;
      now = new Map();
    },
  };
}
