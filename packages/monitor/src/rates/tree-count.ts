import { type CounterReading, counted, DISBELIEF } from './meter.ts';

/** Cumulative counter of one process in a tree: CPU time or bytes. */
export interface MemberCount {
  readonly key: string;
  readonly pid: number;
  readonly parentPid: number;
  /** Its own use, if the kernel reports it apart from `told`. */
  readonly own: number;
  /** Use of children that ended and were waited for; includes its own use if the kernel adds the two. */
  readonly told: number;
  readonly fresh: boolean;
}

/** Total use of a tree since its first sample, and the state that the next sample needs. */
interface TreeCount {
  readonly spent: number;
  readonly members: ReadonlyMap<string, MemberCount>;
  /** Former members whose use has not been added to a parent yet. */
  readonly leaving: ReadonlyMap<string, MemberCount>;
  /** Per process: use of its children that is already counted, and that the kernel will add to it again. */
  readonly owed: ReadonlyMap<string, number>;
}

/** True if a process is in the process table: it runs, or it is a zombie. */
export type IsThere = (process: Pick<MemberCount, 'pid' | 'key'>) => boolean;

interface Kept {
  readonly count: TreeCount;
  /** Per member whose counter decreased: the number of consecutive samples. */
  readonly doubted: ReadonlyMap<string, number>;
}

const NO_DOUBT: ReadonlyMap<string, number> = new Map();

/**
 * Counts the use of process trees from sample to sample. A decrease of a member is ignored for some samples, as in the
 * meter; other members that decrease in between do not shorten this time.
 */
export class TreeCounter {
  #before = new Map<string, Kept>();
  #now = new Map<string, Kept>();

  /**
   * Total use of the tree `id` since its first sample, with what its fresh members used before it; `first_sample` if it
   * starts over ([W4]).
   */
  count(id: string, members: readonly MemberCount[], isThere: IsThere): CounterReading {
    const earlier = this.#before.get(id);
    const doubted = earlier ? doubtsOf(earlier, members) : NO_DOUBT;
    if (earlier && doubted.size > 0) {
      const count = believed(earlier.count, members, doubted);
      this.#now.set(id, { count, doubted });
      return { ok: false, reason: 'first_sample' };
    }
    const count = earlier ? treeCount(earlier.count, members, isThere) : startCount(members);
    this.#now.set(id, { count: count ?? startCount(members), doubted });
    return count ? counted(id, count.spent) : { ok: false, reason: 'first_sample' };
  }

  /** Ends a sample: drops trees that were not counted in it. */
  endSample(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }
}

/** State of a tree in its first sample. */
export const startCount = (members: readonly MemberCount[]): TreeCount => ({
  spent: freshUse(members),
  members: byKey(members),
  leaving: new Map(),
  owed: new Map(),
});

/** The members whose counters are lower than before, each with the number of samples for which they have been. */
function doubtsOf({ count, doubted }: Kept, members: readonly MemberCount[]): ReadonlyMap<string, number> {
  let doubts: Map<string, number> | undefined;
  for (const { key, own, told } of members) {
    const earlier = count.members.get(key);
    if (earlier === undefined || (own >= earlier.own && told >= earlier.told)) continue;
    doubts ??= new Map();
    doubts.set(key, (doubted.get(key) ?? 0) + 1);
  }
  return doubts ?? NO_DOUBT;
}

/**
 * What the next sample is compared with while members are in doubt: what was believed before. Once one of them has been in
 * doubt for too long, the tree starts over, and only those that are still in doubt keep their earlier counters.
 */
function believed(
  before: TreeCount,
  members: readonly MemberCount[],
  doubted: ReadonlyMap<string, number>,
): TreeCount {
  if ([...doubted.values()].every((samples) => samples <= DISBELIEF)) return before;
  const isInDoubt = (key: string): boolean => doubted.has(key) && (doubted.get(key) ?? 0) <= DISBELIEF;
  return startCount(members.map((it) => (isInDoubt(it.key) && before.members.get(it.key)) || it));
}

/**
 * Adds the members of the next sample: their own use, and the use of children that started and ended between two
 * samples, which the kernel adds to the parent when it waits for them. The kernel adds the child's whole use, so the
 * part that was counted while the child lived is subtracted, in the sample in which the child is gone or in the next
 * one, since a process can be waited for between two reads. The use of a child that no parent waits for (SIGCHLD
 * ignored, re-parented) may be missing from the sum; the sum is never too high. Null if a counter decreased, or if no
 * member was in the previous sample and not all are fresh ([W4]).
 */
export function treeCount(
  before: TreeCount,
  members: readonly MemberCount[],
  isThere: IsThere,
): TreeCount | null {
  if (isQuiet(before, members)) return countedOn(before, members);
  if (!members.some(({ key }) => before.members.has(key))) return restarted(before, members);
  const now = byKey(members);
  const left = [...before.members.values(), ...before.leaving.values()].filter(({ key }) => !now.has(key));
  const gone = left.filter((it) => !isThere(it));
  const due = gone.length > 0 ? debtsOf(gone, before, members) : before.owed;
  const owed = new Map<string, number>();
  let { spent } = before;
  for (const member of members) {
    const { key } = member;
    const earlier = before.members.get(key) ?? (member.fresh ? NOTHING : member);
    const own = member.own - earlier.own;
    const told = member.told - earlier.told;
    if (own < 0 || told < 0) return null;
    const overdue = before.owed.get(key) ?? 0;
    const debt = due.get(key) ?? 0;
    spent += own + Math.max(0, told - debt);
    const rest = debt - Math.max(told, overdue);
    if (rest > 0) owed.set(key, rest);
  }
  const leaving = new Map(left.filter((it) => isThere(it)).map((it) => [it.key, it]));
  return { spent, members: now, leaving, owed };
}

/** A tree without a former member goes on if all its members are fresh. */
const restarted = ({ spent }: TreeCount, members: readonly MemberCount[]): TreeCount | null => {
  const start = startCount(members);
  return members.length > 0 && members.every(({ fresh }) => fresh)
    ? { ...start, spent: spent + start.spent }
    : null;
};

const NOTHING = { own: 0, told: 0 };

/** Use of the processes that began since the previous sample: all of their counters. */
export const freshUse = (members: readonly MemberCount[]): number =>
  members.reduce((sum, { fresh, own, told }) => (fresh ? sum + own + told : sum), 0);

const byKey = (members: readonly MemberCount[]): ReadonlyMap<string, MemberCount> =>
  new Map(members.map((member) => [member.key, member]));

/** Fast path of most samples: no process started or ended, and nothing remains to be subtracted. */
const isQuiet = ({ members, leaving, owed }: TreeCount, now: readonly MemberCount[]): boolean =>
  now.length > 0 &&
  leaving.size + owed.size === 0 &&
  members.size === now.length &&
  now.every(({ key }) => members.has(key));

/** Returns the same object if the tree used nothing. */
function countedOn(before: TreeCount, members: readonly MemberCount[]): TreeCount | null {
  let { spent } = before;
  for (const member of members) {
    const earlier = before.members.get(member.key) ?? member;
    if (member.own < earlier.own || member.told < earlier.told) return null;
    spent += member.own - earlier.own + member.told - earlier.told;
  }
  if (spent === before.spent) return before;
  return { spent, members: byKey(members), leaving: before.leaving, owed: before.owed };
}

/** Per living ancestor: use of ended members that is already counted and that the kernel will add to it again. */
function debtsOf(
  gone: readonly MemberCount[],
  before: TreeCount,
  members: readonly MemberCount[],
): ReadonlyMap<string, number> {
  const owed = new Map(before.owed);
  const living = new Map(members.map((member) => [member.pid, member]));
  const known = new Map(
    [...before.leaving.values(), ...before.members.values()].map((member) => [member.pid, member]),
  );
  for (const member of gone) {
    const heir = livingAncestor(member, living, known);
    if (!heir) continue;
    const used = member.own + member.told + (before.owed.get(member.key) ?? 0);
    owed.set(heir.key, (owed.get(heir.key) ?? 0) + used);
  }
  return owed;
}

function livingAncestor(
  member: MemberCount,
  living: ReadonlyMap<number, MemberCount>,
  known: ReadonlyMap<number, MemberCount>,
): MemberCount | undefined {
  const seen = new Set<number>();
  for (let pid = member.parentPid; !seen.has(pid); pid = known.get(pid)?.parentPid ?? pid) {
    seen.add(pid);
    const ancestor = living.get(pid);
    if (ancestor) return ancestor;
  }
  return undefined;
}
