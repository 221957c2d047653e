import { distinctGpus, type Gpu, type ProcessStats, workerActivity, workerId } from '@rbee/contract';
import type { HiveState } from '../state.ts';
import { figureOf, reasonOfFigure, type WorkerFigureName } from './figures.ts';

/**
 * What a worker does, in the words that every page uses. `late` and `silent` are those of its hive: nothing is claimed of the worker
 * itself then. `starting`, `sleeping` and `stuck` are what its engine says ([E2]), the others follow from [R2].
 */
export const WORKER_STATES = [
  'busy',
  'idle',
  'starting',
  'sleeping',
  'stuck',
  'unknown',
  'late',
  'silent',
] as const;

/** What a worker does. */
export type WorkerState = (typeof WORKER_STATES)[number];

/** How a hive reports: in time, late, or not any more ([R1]). */
export type HiveReport = 'reporting' | 'late' | 'silent';

/** True for a worker whose hive is late or silent: its figures are the last ones, and no claim about the present. */
export const isAbsent = (state: WorkerState): state is Extract<WorkerState, HiveReport> =>
  state === 'late' || state === 'silent';

/** A worker as pages show it: a view of its last sample. */
export class FleetWorker {
  /** `<hive_id>/<group>/<instance>` ([S3]). */
  readonly id: string;
  readonly hive: HiveState;
  readonly stats: ProcessStats;
  readonly state: WorkerState;

  constructor(hive: HiveState, stats: ProcessStats, report: HiveReport) {
    this.id = workerId(hive.hive_id, stats);
    this.hive = hive;
    this.stats = stats;
    this.state = stateOf(stats, report);
  }

  /** A figure of its last sample; undefined if it is unknown or was not reported. */
  figure(name: WorkerFigureName): number | undefined {
    return figureOf(this.stats, name);
  }

  /** The reason why a figure is unknown ([W2]); undefined if it is known or was not reported. */
  reason(name: WorkerFigureName): string | undefined {
    return reasonOfFigure(this.stats, name);
  }
}

/** Names of the GPUs that a worker uses, each once. */
export function cardsOf({ hive, stats }: FleetWorker): readonly string[] {
  const used = stats.gpus;
  if (!used || used.length === 0 || !hive.node) return NO_CARDS;
  const names: string[] = [];
  for (const { uuid, name } of hive.node.gpus) {
    if (!names.includes(name) && used.some((gpu) => gpu.uuid === uuid)) names.push(name);
  }
  return names;
}

const NO_CARDS: readonly string[] = [];

function stateOf(stats: ProcessStats, report: HiveReport): WorkerState {
  if (report !== 'reporting') return report;
  const state = stats.engine?.state;
  return state === 'starting' || state === 'sleeping' || state === 'stuck' ? state : workerActivity(stats);
}

/** A hive as pages show it: a view of its last sample. */
export class FleetHive {
  readonly hive: HiveState;
  readonly report: HiveReport;
  /** In the order of the sample. */
  readonly workers: readonly FleetWorker[];
  /** The GPUs of the machine, each uuid once. */
  readonly gpus: readonly Gpu[];

  constructor(hive: HiveState, report: HiveReport) {
    this.hive = hive;
    this.report = report;
    this.workers = hive.workers.map((stats) => new FleetWorker(hive, stats, report));
    this.gpus = distinctGpus(hive.node?.gpus ?? []);
  }
}

const REPORTS = { healthy: 'reporting', degraded: 'late', down: 'silent' } as const;

/** Views by sample: a hive that did not change keeps its view. */
const views = new WeakMap<HiveState, FleetHive>();
const outdated = new WeakMap<HiveState, FleetHive>();

/**
 * The view of a hive; the same object for the same sample. Without a connection to the queen (`connected` false) a hive that reported
 * is late: what it does now is not known.
 */
export function fleetHive(hive: HiveState, connected: boolean): FleetHive {
  const known = (connected ? views : outdated).get(hive);
  if (known) return known;
  const report = REPORTS[hive.health];
  const view = new FleetHive(hive, report === 'reporting' && !connected ? 'late' : report);
  (connected ? views : outdated).set(hive, view);
  return view;
}
