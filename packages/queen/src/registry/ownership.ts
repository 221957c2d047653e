import { LIMITS } from '@rbee/contract';
import type { Sample } from '../sample/index.ts';

/** Number of the link that a heartbeat came by; null for a POST. */
export type Via = number | null;

/** Who reports under a hive's id at present. */
export interface Holder {
  /** Its run, as `claimantOf` names it. */
  readonly claimant: string;
  /** Whether it has an open link. */
  readonly linked: boolean;
  readonly healthy: boolean;
  readonly intervalMs: number;
}

/** Others that took a hive's id from one another within a minute; from then on a further one is refused at once. */
const MAX_TAKEOVERS = 8;
/** Claimants of one id that are told apart; those beyond are refused as well, and not counted. */
const MAX_COMPETING = 1_000;

/** A run of a hive, which is what claims an id: by its `boot_id`, else by its link; POSTs without one are all alike. */
export const claimantOf = ({ boot_id }: Sample, via: Via): string =>
  boot_id ?? (via === null ? '' : `#${via}`);

interface CompetingRun {
  /** When it was first seen beside the one that holds the id, monotonic milliseconds; so with the others. */
  readonly since: number;
  readonly seen: number;
  readonly refused: number | null;
}

/** Runs other than its holder's that claimed one hive's id within the last minute ([H8]). */
export class CompetingRuns {
  readonly #known = new Map<string, CompetingRun>();

  /**
   * Whether the id is another's. A hive that restarts is another run as well, and is taken: unless the run before it still
   * has its link. But a run never comes back once another took over, so one that does is of a second hive. What was only
   * late on its way (`newer` is false) is not held against it for three intervals.
   */
  stands(against: Holder, claimant: string, newer: boolean, now: number): boolean {
    if (claimant === against.claimant) return false;
    if (against.linked) return true;
    if (!against.healthy) return false;
    const run = this.#fresh(claimant, now);
    if (!run) return this.#count(now) >= MAX_TAKEOVERS;
    return newer || now - run.since >= LIMITS.degradedAfterIntervals * against.intervalMs;
  }

  /** Another run than the holder's was seen. */
  note(claimant: string, now: number, refused = false): void {
    const before = this.#fresh(claimant, now);
    if (!before && this.#known.size >= MAX_COMPETING) return;
    const run = { since: before?.since ?? now, seen: now };
    this.#known.set(claimant, { ...run, refused: refused ? now : (before?.refused ?? null) });
  }

  /** It holds the id from now on. */
  yieldTo(claimant: string): void {
    this.#known.delete(claimant);
  }

  /** How many were refused within the last minute. */
  refused(now: number): number {
    return this.#count(now, ({ refused }) => refused !== null && now - refused < LIMITS.conflictMs);
  }

  /** Whether nobody else claimed the id for a minute. */
  isOver(now: number): boolean {
    return this.#count(now) === 0;
  }

  #fresh(claimant: string, now: number): CompetingRun | undefined {
    const run = this.#known.get(claimant);
    return run && now - run.seen < LIMITS.conflictMs ? run : undefined;
  }

  #count(now: number, counts: (run: CompetingRun) => boolean = () => true): number {
    let count = 0;
    for (const [claimant, run] of this.#known) {
      if (now - run.seen >= LIMITS.conflictMs) this.#known.delete(claimant);
      else if (counts(run)) count += 1;
    }
    return count;
  }
}
