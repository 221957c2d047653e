import { type CounterReading, counters } from './meter.ts';
import { type IsThere, type MemberCount, startCount, type TreeCount, treeCount } from './tree-count.ts';

/** Counts what trees use, and remembers the sample before. */
export interface TreeCounter {
  /** What the tree `id` has used since it was first seen; `first_sample` when it starts over ([W4]). */
  count(id: string, members: readonly MemberCount[], isThere: IsThere): CounterReading;
  /** Ends a sample: a tree that was not counted in it is forgotten. */
  turn(): void;
}

/** Starts with nothing remembered. */
export function createTreeCounter(): TreeCounter {
  let before = new Map<string, TreeCount>();
  let now = new Map<string, TreeCount>();
  return {
    count: (id, members, isThere) => {
      const earlier = before.get(id);
      const count = earlier ? treeCount(earlier, members, isThere) : startCount(members);
      now.set(id, count ?? startCount(members));
      if (!count) return { ok: false, reason: 'first_sample' };
      return counters([id, { value: count.spent, fresh: false }]);
    },
    turn: () => {
      before = now;
      now = new Map();
    },
  };
}
