/** What one process of a tree has used of something that the kernel counts up: CPU time, bytes. */
export interface MemberCount {
  /** Names the process for ever. */
  readonly key: string;
  readonly pid: number;
  readonly parentPid: number;
  /** What it used itself, where the kernel tells that apart from `told`. */
  readonly own: number;
  /** What it was told of children that ended and that it waited for, with its own where the kernel adds that in. */
  readonly told: number;
  /** It did not exist at the sample before. */
  readonly fresh: boolean;
}

/** What a tree has used since it was first seen, and what is needed to go on counting. */
export interface TreeCount {
  readonly spent: number;
  readonly members: ReadonlyMap<string, MemberCount>;
  /** Processes that are no members any more and of which no parent was told yet. */
  readonly leaving: ReadonlyMap<string, MemberCount>;
  /** Per process: what was counted of children while they lived, and what it has yet to be told of. */
  readonly owed: ReadonlyMap<string, number>;
}

/** Whether a process is still in the process table: it runs, or it has ended and its parent has not waited for it. */
export type IsThere = (process: Pick<MemberCount, 'pid' | 'key'>) => boolean;

/** A tree at its first sample. */
export const startCount = (members: readonly MemberCount[]): TreeCount => ({
  spent: 0,
  members: new Map(members.map((member) => [member.key, member])),
  leaving: new Map(),
  owed: new Map(),
});

/** Whether something of a member is lower than at the sample before. */
export const wentBackwards = (before: TreeCount, members: readonly MemberCount[]): boolean =>
  members.some((member) => {
    const earlier = before.members.get(member.key);
    return earlier !== undefined && (member.own < earlier.own || member.told < earlier.told);
  });

/**
 * Counts on with the members of one more sample: what they used themselves, and what children used that came and went
 * between two samples, of which only their parent is told when it waits for them. A parent is told all that a child ever
 * used, so what was counted while it lived is taken off, in the sample in which the child is gone or in the next: a
 * process can be waited for between two reads. A child of which nobody is told (SIGCHLD ignored, re-parented) makes
 * the sum too low by what it used at the most, never too high. Null when a counter went backwards, and when none
 * of the members was there before ([W4]).
 */
export function treeCount(
  before: TreeCount,
  members: readonly MemberCount[],
  isThere: IsThere,
): TreeCount | null {
  if (isQuiet(before, members)) return countedOn(before, members);
  if (!members.some(({ key }) => before.members.has(key))) return null;
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

const NOTHING = { own: 0, told: 0 };

function byKey(members: readonly MemberCount[]): ReadonlyMap<string, MemberCount> {
  const map = new Map<string, MemberCount>();
  for (const member of members) map.set(member.key, member);
  return map;
}

/** Nobody came, nobody went, and nothing is owed: as most samples of most trees are. */
const isQuiet = ({ members, leaving, owed }: TreeCount, now: readonly MemberCount[]): boolean =>
  now.length > 0 &&
  leaving.size + owed.size === 0 &&
  members.size === now.length &&
  now.every(({ key }) => members.has(key));

/** A tree that did nothing is left as it is. */
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

/** What those who are gone had used so far is owed by their nearest ancestor that lives, beside what it owed before. */
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
