import { freeSlots, modelsOf } from '@rbee/contract';
import { type FleetWorker, isAbsent } from './fleet-hive.ts';
import { type Sum, sumOf, sumOfWorkers } from './totals.ts';

/** A model of the fleet, live: the workers that serve it, together. Figures are of workers whose hive reports. */
export interface FleetModel {
  readonly name: string;
  readonly workers: readonly FleetWorker[];
  readonly hives: number;
  readonly busy: number;
  readonly idle: number;
  /** Workers that are neither busy nor idle: starting, sleeping, stuck, unknown, late or silent. */
  readonly others: number;
  /** GPU memory, MiB; of a worker with several models all of its memory. */
  readonly vram: Sum;
  /** Sum of the use of each worker's busiest GPU, percent: divided by `known` it is the mean. */
  readonly gpu: Sum;
  readonly tokens: Sum;
  readonly waiting: Sum;
  /** Requests that its workers can take ([R2]). */
  readonly free: Sum;
  /** Longest 95th percentile of the time to the first token, milliseconds; undefined if no worker tells it. */
  readonly worst_ttft: number | undefined;
}

/** The models of workers, each with the workers that serve it, by name. A worker with several models is in each of them. */
export function modelsOfWorkers(workers: readonly FleetWorker[]): readonly FleetModel[] {
  const byName = new Map<string, FleetWorker[]>();
  for (const worker of workers) {
    for (const name of modelsOf(worker.stats)) {
      const same = byName.get(name);
      if (same) same.push(worker);
      else byName.set(name, [worker]);
    }
  }
  return [...byName].map(([name, same]) => modelOf(name, same)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function modelOf(name: string, workers: readonly FleetWorker[]): FleetModel {
  const reporting = workers.filter(({ state }) => !isAbsent(state));
  const count = (state: FleetWorker['state']) => workers.filter((worker) => worker.state === state).length;
  const [busy, idle] = [count('busy'), count('idle')];
  const times = reporting.flatMap((worker) => worker.figure('ttft') ?? []);
  return {
    ...{ name, workers, busy, idle, others: workers.length - busy - idle },
    hives: new Set(workers.map(({ hive }) => hive.hive_id)).size,
    vram: sumOfWorkers(reporting, 'vram'),
    gpu: sumOfWorkers(reporting, 'gpu'),
    tokens: sumOfWorkers(reporting, 'tokens'),
    waiting: sumOfWorkers(reporting, 'waiting'),
    free: sumOf(reporting, freeOf, (worker) => worker.reason('slots') ?? worker.reason('running')),
    worst_ttft: times.length > 0 ? Math.max(...times) : undefined,
  };
}

function freeOf(worker: FleetWorker): number | undefined {
  const { engine } = worker.stats;
  return freeSlots({
    state: engine?.state,
    slots: worker.figure('slots'),
    requests_running: worker.figure('running'),
    requests_waiting: worker.figure('waiting'),
  });
}
