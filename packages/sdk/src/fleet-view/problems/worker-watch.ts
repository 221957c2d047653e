import type { ProcessStats } from '@rbee/contract';
import type { FleetWorker } from '../fleet-hive.ts';
import { messagesCommand, ownerCommand } from './commands.ts';
import type { Sign } from './problem.ts';
import { QueueTrend } from './queue-trend.ts';
import { RecentCount } from './recent-count.ts';
import { BLIND_MS, PROBLEM_LIMITS } from './rules.ts';
import { subjectOf } from './worker-signs.ts';

/** Watches one worker from sample to sample: what is only seen over time. */
export class WorkerWatch {
  #worker: FleetWorker;
  #seenAt: number;
  #restarts: RecentCount | undefined;
  #queue: QueueTrend | undefined;
  /** When it served last, and whether that was seen. */
  #servedAt: number;
  #isServedExact: boolean;
  /** When it was last known whether it serves, and the requests that it had finished by then. */
  #knownAt: number;
  #finished: number | undefined;

  constructor(worker: FleetWorker, nowMs: number) {
    this.#worker = worker;
    this.#seenAt = nowMs;
    this.#knownAt = nowMs;
    this.#finished = worker.stats.engine?.requests_finished;
    const hasServed = this.#finished !== 0 || worker.state !== 'idle';
    this.#servedAt = hasServed ? nowMs : nowMs - (worker.figure('uptime') ?? 0) * 1_000;
    this.#isServedExact = !hasServed;
  }

  /** When its last sample was taken over. */
  get seenAt(): number {
    return this.#seenAt;
  }

  /** Takes the worker of the next sample over. */
  note(worker: FleetWorker, nowMs: number): void {
    const isRestarted = isRestart(this.#worker.stats, worker.stats);
    if (isRestarted) {
      this.#restarts ??= new RecentCount(PROBLEM_LIMITS.restartsMs);
      this.#restarts.add(1, nowMs);
    }
    this.#noteService(worker, isRestarted, nowMs);
    this.#worker = worker;
    this.#seenAt = nowMs;
  }

  #noteService(worker: FleetWorker, isRestarted: boolean, nowMs: number): void {
    const finished = worker.stats.engine?.requests_finished;
    const isSame = finished !== undefined && finished === this.#finished;
    const hasFinished = finished !== undefined && this.#finished !== undefined && !isSame;
    const isUnseen = !isSame && nowMs - this.#knownAt > BLIND_MS;
    const isServing = worker.state !== 'idle' && worker.state !== 'unknown';
    this.#finished = finished ?? this.#finished;
    if (isServing || hasFinished || isRestarted || isUnseen) {
      this.#servedAt = nowMs;
      this.#isServedExact = !isUnseen;
    }
    if (worker.state === 'idle' || isServing) this.#knownAt = nowMs;
  }

  /** Adds to `signs` what it shows by now. Of a worker that has gone only its restarts count: between two of them it is not there. */
  addSigns(signs: Sign[], nowMs: number): void {
    const restarts = this.#restarts?.count(nowMs) ?? 0;
    if (restarts >= PROBLEM_LIMITS.restarts.end) {
      const isOn = restarts >= PROBLEM_LIMITS.restarts.begin;
      signs.push({ ...this.#of('restarts'), isOn, values: { restarts }, command: this.#messages() });
    }
    if (this.#seenAt !== nowMs) return;
    const queue = this.#queueNow(nowMs);
    if (queue) {
      const values = { waiting: this.#worker.figure('waiting') ?? 0, from: queue.from };
      signs.push({ ...this.#of('queue'), isOn: queue.isOn, values, command: this.#messages() });
    }
    const memory = this.#worker.figure('vram') ?? 0;
    if (
      this.#worker.state !== 'idle' ||
      memory < PROBLEM_LIMITS.idleMb ||
      nowMs - this.#servedAt < PROBLEM_LIMITS.idleMs
    )
      return;
    signs.push({
      ...{ ...this.#of('idle_memory'), isOn: true, values: { memory } },
      command: ownerCommand(this.#worker.stats),
      began: this.#servedAt,
      isBeganExact: this.#isServedExact,
    });
  }

  #queueNow(nowMs: number): ReturnType<QueueTrend['note']> {
    const waiting = this.#worker.figure('waiting');
    if (waiting === undefined || (waiting === 0 && !this.#queue)) return undefined;
    this.#queue ??= new QueueTrend();
    const queue = this.#queue.note(waiting, nowMs);
    if (waiting === 0) this.#queue = undefined;
    return queue;
  }

  #messages(): string {
    return messagesCommand(this.#worker.stats);
  }

  #of(kind: 'restarts' | 'queue' | 'idle_memory'): Pick<Sign, 'id' | 'kind' | 'subject'> {
    return { id: `${kind}:${this.#worker.id}`, kind, subject: subjectOf(this.#worker) };
  }
}

/** True if the root process is another one, by its start or its uptime ([W3]); a changed pid alone can be another root of its cgroup. */
function isRestart(before: ProcessStats, after: ProcessStats): boolean {
  if (before.started_at !== undefined && after.started_at !== undefined) {
    // Reading two times of each worker in each sample takes longer than all the rest of it.
    if (before.started_at === after.started_at) return false;
    return Date.parse(after.started_at) - Date.parse(before.started_at) > START_TREMBLE_MS;
  }
  const isKnown = before.unknown?.['uptime_s'] === undefined && after.unknown?.['uptime_s'] === undefined;
  return isKnown && after.uptime_s < before.uptime_s;
}

/** A start time is computed from the boot time of the machine, which moves a little when its clock is set. */
const START_TREMBLE_MS = 2_000;
