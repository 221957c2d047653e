import type { FleetHive } from '../fleet-hive.ts';
import { addHiveSigns } from './hive-signs.ts';
import type { Sign } from './problem.ts';
import { RecentCount } from './recent-count.ts';
import { PROBLEM_LIMITS } from './rules.ts';
import { addWorkerSigns } from './worker-signs.ts';
import { WorkerWatch } from './worker-watch.ts';

/** Workers of one hive that are remembered, with those that have gone: twice as many as it can have ([H1]). */
const MOST_WORKERS = 1_024;

/** Samples that never reached the queen, by what became of them. */
const LOSSES = ['skipped', 'failed', 'dropped', 'refused'] as const;

/** Watches one hive from sample to sample. */
export class HiveWatch {
  readonly #workers = new Map<string, WorkerWatch>();
  #losses: readonly number[] | undefined;
  #lost: RecentCount | undefined;
  #hive: FleetHive | undefined;
  #signs: readonly Sign[] = [];

  /** What the hive shows now; of the same sample as before, the same. */
  look(hive: FleetHive, nowMs: number): readonly Sign[] {
    if (hive === this.#hive) return this.#signs;
    this.#hive = hive;
    const signs: Sign[] = [];
    addHiveSigns(signs, hive);
    if (hive.report === 'reporting') this.#addSampleSigns(signs, hive, nowMs);
    this.#signs = signs;
    return signs;
  }

  #addSampleSigns(signs: Sign[], hive: FleetHive, nowMs: number): void {
    this.#addLostSigns(signs, hive, nowMs);
    for (const worker of hive.workers) {
      addWorkerSigns(signs, worker);
      const watch = this.#workers.get(worker.id);
      if (watch) watch.note(worker, nowMs);
      else this.#workers.set(worker.id, new WorkerWatch(worker, nowMs));
    }
    for (const [id, watch] of this.#workers) {
      const isGone = watch.seenAt !== nowMs;
      const isOld = nowMs - watch.seenAt > PROBLEM_LIMITS.restartsMs || this.#workers.size > MOST_WORKERS;
      if (isGone && isOld) this.#workers.delete(id);
      else watch.addSigns(signs, nowMs);
    }
  }

  /** `lost` counts the last minutes; `what` is what became of the most of them. */
  #addLostSigns(signs: Sign[], { hive }: FleetHive, nowMs: number): void {
    const { lost } = hive.node?.agent ?? {};
    const losses = LOSSES.map((name) => lost?.[name] ?? 0);
    const before = this.#losses;
    this.#losses = lost === undefined ? before : losses;
    const rises = losses.map((value, at) => Math.max(0, value - (before?.[at] ?? value)));
    const more = rises.reduce((sum, rise) => sum + rise, 0);
    if (more > 0) {
      this.#lost ??= new RecentCount(PROBLEM_LIMITS.lostMs);
      this.#lost.add(more, nowMs);
    }
    const count = this.#lost?.count(nowMs) ?? 0;
    if (count < PROBLEM_LIMITS.lostSamples.end) return;
    const what = LOSSES[losses.indexOf(Math.max(...losses))] ?? 'failed';
    signs.push({
      ...{ id: `lost_samples:${hive.hive_id}`, kind: 'lost_samples', subject: { hive_id: hive.hive_id } },
      isOn: count >= PROBLEM_LIMITS.lostSamples.begin,
      values: { lost: count, what },
      command: 'npx rbee doctor',
    });
  }
}
