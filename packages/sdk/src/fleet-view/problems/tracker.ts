import type { FleetHive } from '../fleet-hive.ts';
import { HiveWatch } from './hive-watch.ts';
import { byGravity, type FleetProblem, type Sign } from './problem.ts';
import { BLIND_MS, MAX_TRACKED, PROBLEM_RULES } from './rules.ts';
import { versionSigns } from './version-signs.ts';

/** Pause between two comparisons of all versions, milliseconds: they change by hand. */
const VERSIONS_MS = 5_000;

/** A sign that was seen, and the problem that it has become. */
interface Tracked {
  sign: Sign;
  readonly firstAt: number;
  readonly isFirstExact: boolean;
  lastAt: number;
  /** The look at the fleet at which it was seen last. */
  look: number;
  problem: FleetProblem | undefined;
}

/**
 * Follows a fleet from picture to picture and says what is wrong with it: what lasts for some time, and until it is over for some
 * time (`PROBLEM_RULES`). What is not known counts neither as wrong nor as mended: problems of a hive that is late, or of a fleet
 * without a connection, stay as they were. Its memory is bounded by the number of hives, their workers and `MAX_TRACKED`.
 */
export class ProblemTracker {
  readonly #now: () => number;
  #watches = new Map<string, HiveWatch>();
  readonly #tracked = new Map<string, Tracked>();
  #hives: readonly FleetHive[] | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #look = 0;
  #versions: readonly Sign[] = [];
  #versionsAt = Number.NEGATIVE_INFINITY;
  #problems: readonly FleetProblem[] = [];

  /** `now` gives the queen's time, milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The problems of a fleet by now, the gravest first. A problem that is the same as before keeps its object; so does the list. */
  update(hives: readonly FleetHive[]): readonly FleetProblem[] {
    const now = Math.max(this.#now(), this.#lookedAt);
    if (hives === this.#hives && now === this.#lookedAt) return this.#problems;
    this.#look += 1;
    if (now - this.#lookedAt > BLIND_MS) this.#forgetUnripe();
    const held = this.#lookAt(hives, now);
    this.#sweep(now, hives, held);
    this.#hives = hives;
    this.#lookedAt = now;
    const problems = [...this.#tracked.values()].flatMap(({ problem }) => problem ?? []).sort(byGravity);
    const isSame =
      problems.length === this.#problems.length && problems.every((it, at) => it === this.#problems[at]);
    if (!isSame) this.#problems = problems;
    return this.#problems;
  }

  /** Looks at every hive that says something of itself, and returns the ids of the others. */
  #lookAt(hives: readonly FleetHive[], now: number): ReadonlySet<string> {
    const held = new Set<string>();
    const watches = new Map<string, HiveWatch>();
    for (const hive of hives) {
      const id = hive.hive.hive_id;
      const known = this.#watches.get(id);
      const watch = known ?? new HiveWatch();
      watches.set(id, watch);
      if (hive.report === 'late') held.add(id);
      for (const sign of watch.look(hive, now)) this.#see(sign, now, known !== undefined);
    }
    this.#watches = watches;
    if (held.size < hives.length) {
      if (now - this.#versionsAt >= VERSIONS_MS) {
        this.#versionsAt = now;
        this.#versions = versionSigns(hives);
      }
      for (const sign of this.#versions) this.#see(sign, now, true);
    }
    return held;
  }

  #see(sign: Sign, now: number, wasWatched: boolean): void {
    const known = this.#tracked.get(sign.id);
    if (!known && (!sign.isOn || this.#tracked.size >= MAX_TRACKED)) return;
    const isExact = wasWatched && now - this.#lookedAt <= BLIND_MS;
    const tracked = known ?? {
      sign,
      firstAt: now,
      isFirstExact: isExact,
      lastAt: now,
      look: 0,
      problem: undefined,
    };
    if (!known) this.#tracked.set(sign.id, tracked);
    tracked.sign = sign;
    tracked.lastAt = now;
    tracked.look = this.#look;
    const since = sign.began ?? tracked.firstAt;
    const isRipe = now - tracked.firstAt >= PROBLEM_RULES[sign.kind].afterMs;
    if (tracked.problem || (sign.isOn && isRipe)) {
      const isSinceExact = sign.began === undefined ? tracked.isFirstExact : (sign.isBeganExact ?? true);
      tracked.problem = renewed(tracked.problem, problemOf(sign, since, isSinceExact));
    }
  }

  /** Ends what has not been seen for its time; problems of hives that are forgotten or silent, at once. */
  #sweep(now: number, hives: readonly FleetHive[], held: ReadonlySet<string>): void {
    const silent = new Set(hives.flatMap(({ report, hive }) => (report === 'silent' ? hive.hive_id : [])));
    for (const [id, tracked] of this.#tracked) {
      if (tracked.look === this.#look) continue;
      const { hive_id } = tracked.sign.subject;
      const isHeld = hive_id === undefined ? held.size > 0 && held.size === hives.length : held.has(hive_id);
      const isGone = hive_id !== undefined && (!this.#watches.has(hive_id) || silent.has(hive_id));
      if (isHeld && tracked.problem && tracked.sign.kind !== 'late') tracked.lastAt = now;
      else if (
        isGone ||
        !tracked.problem ||
        now - tracked.lastAt >= PROBLEM_RULES[tracked.sign.kind].clearMs
      ) {
        this.#tracked.delete(id);
      }
    }
  }

  /** Nobody looked for a while: what was beginning may have ended in between. */
  #forgetUnripe(): void {
    for (const [id, { problem }] of this.#tracked) if (!problem) this.#tracked.delete(id);
  }
}

/** The problem that a sign is, once it has lasted. */
export function problemOf(sign: Sign, since: number, isSinceExact: boolean): FleetProblem {
  const { id, kind, subject, values, command } = sign;
  const severity = sign.severity ?? PROBLEM_RULES[kind].severity;
  return {
    id,
    kind,
    severity,
    subject,
    since,
    isSinceExact,
    values,
    ...(command !== undefined && { command }),
  };
}

/** The problem as it was, if it says the same. */
function renewed(before: FleetProblem | undefined, after: FleetProblem): FleetProblem {
  const isSame =
    before !== undefined &&
    before.since === after.since &&
    before.severity === after.severity &&
    before.command === after.command &&
    Object.keys(before.values).length === Object.keys(after.values).length &&
    Object.entries(after.values).every(([name, value]) => before.values[name] === value);
  return isSame ? before : after;
}
