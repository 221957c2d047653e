import { LIMITS } from '@rbee/contract';
import type { Sample } from '../sample/index.ts';

/** Number of the link that carried a heartbeat; null for a POST. */
export type Via = number | null;

/** The run that currently owns a hive's id. */
export interface Holder {
  /** The run, as named by `claimantOf`. */
  readonly claimant: string;
  /** True if the run has an open link. */
  readonly linked: boolean;
  readonly healthy: boolean;
  readonly intervalMs: number;
}

/** If this many other runs claimed an id within the last minute, one more is refused at once. */
const MAX_OTHER_RUNS = 8;
/** Limit on tracked claimants of one id; further ones are refused without being counted. */
const MAX_COMPETING = 1_000;

/** Names a run of a hive: by its `boot_id`, else by its link. POSTs without a `boot_id` cannot be distinguished. */
export const claimantOf = ({ boot_id }: Sample, via: Via): string =>
  boot_id ?? (via === null ? '' : `#${via}`);

interface CompetingRun {
  /** First seen while another run owned the id. All times are monotonic milliseconds. */
  readonly since: number;
  readonly seen: number;
  readonly refused: number | null;
}

/** Runs other than the owner that claimed one hive's id within the last minute ([H8]). */
export class CompetingRuns {
  readonly #known = new Map<string, CompetingRun>();

  /**
   * True if the run must be refused because another owns the id. A restarted hive is also a different run and is accepted,
   * unless the previous run still has its link. A run that returns after another took over belongs to a second hive, because
   * restarts never return. Delayed heartbeats (`newer` is false) do not count as a return for three intervals.
   */
  stands(against: Holder, claimant: string, newer: boolean, now: number): boolean {
    if (claimant === against.claimant) return false;
    if (against.linked) return true;
    if (!against.healthy) return false;
    const run = this.#fresh(claimant, now);
    if (!run) return this.#count(now) >= MAX_OTHER_RUNS;
    return newer || now - run.since >= LIMITS.degradedAfterIntervals * against.intervalMs;
  }

  /** Records a heartbeat of a run that does not own the id. */
  note(claimant: string, now: number, refused = false): void {
    const before = this.#fresh(claimant, now);
    if (!before && this.#known.size >= MAX_COMPETING) return;
    const run = { since: before?.since ?? now, seen: now };
    this.#known.set(claimant, { ...run, refused: refused ? now : (before?.refused ?? null) });
  }

  /** Records that the run took over the id. */
  yieldTo(claimant: string): void {
    this.#known.delete(claimant);
  }

  /** Number of runs refused within the last minute. */
  refused(now: number): number {
    return this.#count(now, ({ refused }) => refused !== null && now - refused < LIMITS.conflictMs);
  }

  /** True if no other run claimed the id within the last minute. */
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
