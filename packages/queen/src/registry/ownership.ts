import { LIMITS } from '@rbee/contract';
import type { Sample, Via } from '../sample/index.ts';

/** Names a run of a hive: by its `boot_id`, else by its link. POSTs without a `boot_id` cannot be distinguished. */
export const runOf = ({ boot_id }: Sample, via: Via): string => boot_id ?? (via === null ? '' : `#${via}`);

/** The run that owns a hive's id at present. */
export interface Owner {
  /** The run, as named by `runOf`. */
  readonly run: string;
  readonly hasLink: boolean;
  readonly isHealthy: boolean;
  readonly intervalMs: number;
}

/** A heartbeat of another run than the owner. */
export interface Claim {
  readonly run: string;
  /** True if its sample is newer than the stored one ([H6]). */
  readonly isNewer: boolean;
  readonly isBackfill: boolean;
  /** Monotonic milliseconds. */
  readonly at: number;
}

/** If this many other runs claimed the id in the last minute, a run that is not known yet is refused at once. */
const MAX_RIVALS = 8;
/** Limit on the runs that are tracked for one id; further ones are refused without being counted. */
const MAX_TRACKED = 1_000;

/** A run that claimed the id while another run owned it. Times are monotonic milliseconds. */
interface Rival {
  readonly firstAt: number;
  readonly lastAt: number;
  readonly refusedAt: number | null;
}

/** The runs other than the owner that claimed one hive's id within the last minute ([H8]). */
export class CompetingRuns {
  readonly #rivals = new Map<string, Rival>();

  /**
   * Decides if a heartbeat of another run is refused. If it is not, and is newer than the stored one, its run becomes the
   * owner.
   *
   * A restarted hive is another run, too, and is accepted, unless the previous run still has its link. Restarts never return:
   * a run that comes back after another one took over belongs to a second hive. Only heartbeats that are not newer may come
   * from before the takeover, for three intervals.
   */
  refuses(claim: Claim, owner: Owner): boolean {
    const isRefused = this.#mustRefuse(claim, owner);
    if (isRefused || !claim.isNewer || claim.isBackfill) {
      this.#note(claim.run, claim.at, isRefused);
      return isRefused;
    }
    this.#rivals.delete(claim.run);
    this.#note(owner.run, claim.at, false);
    return false;
  }

  /** Number of runs that were refused within the last minute. */
  refusedWithin(now: number): number {
    return this.#count(now, ({ refusedAt }) => refusedAt !== null && now - refusedAt < LIMITS.conflictMs);
  }

  /** True if no other run claimed the id within the last minute. */
  isOver(now: number): boolean {
    return this.#count(now) === 0;
  }

  #mustRefuse({ run, isNewer, at }: Claim, owner: Owner): boolean {
    if (owner.hasLink) return true;
    if (!owner.isHealthy) return false;
    const rival = this.#recent(run, at);
    if (!rival) return this.#count(at) >= MAX_RIVALS;
    return isNewer || at - rival.firstAt >= LIMITS.degradedAfterIntervals * owner.intervalMs;
  }

  #note(run: string, now: number, isRefused: boolean): void {
    const before = this.#recent(run, now);
    if (!before && this.#rivals.size >= MAX_TRACKED) return;
    this.#rivals.set(run, {
      firstAt: before?.firstAt ?? now,
      lastAt: now,
      refusedAt: isRefused ? now : (before?.refusedAt ?? null),
    });
  }

  #recent(run: string, now: number): Rival | undefined {
    const rival = this.#rivals.get(run);
    return rival && now - rival.lastAt < LIMITS.conflictMs ? rival : undefined;
  }

  #count(now: number, counts: (rival: Rival) => boolean = () => true): number {
    let count = 0;
    for (const [run, rival] of this.#rivals) {
      if (now - rival.lastAt >= LIMITS.conflictMs) this.#rivals.delete(run);
      else if (counts(rival)) count += 1;
    }
    return count;
  }
}
