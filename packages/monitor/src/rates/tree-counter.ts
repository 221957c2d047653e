import { type CounterReading, counted, DISBELIEF } from './meter.ts';
import {
  type IsThere,
  type MemberCount,
  startCount,
  type TreeCount,
  treeCount,
  wentBackwards,
} from './tree-count.ts';

/** Counts the use of process trees from sample to sample. */
export interface TreeCounter {
  /** Total use of the tree `id` since its first sample; `first_sample` if it starts over ([W4]). */
  count(id: string, members: readonly MemberCount[], isThere: IsThere): CounterReading;
  /** Ends a sample: drops trees that were not counted in it. */
  endSample(): void;
}

interface Kept {
  readonly count: TreeCount;
  /** Consecutive samples in which it decreased. */
  readonly doubted: number;
}

/** Creates a counter. A decrease is ignored for some samples, as in the meter. */
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
