import type { EngineState } from '@rbee/contract';
import { conditionOf } from './conditions.ts';
import { type Demand, demandAt } from './demand.ts';
import { wandering } from './dice.ts';
import type { Run } from './lives.ts';
import type { Machine } from './machine.ts';
import type { Placed } from './placement.ts';
import { type RequestFigures, requestFigures } from './request-figures.ts';

/** A worker's figures at a moment, in the units of the wire and not rounded. */
export interface WorkerFigures {
  readonly cpuPct: number;
  readonly rssMb: number;
  /** Of it, mapped files and shared memory. */
  readonly rssSharedMb: number;
  readonly readMbS: number;
  readonly writeMbS: number;
  readonly uptimeS: number;
  readonly gpuPct: number;
  readonly vramMb: number;
  /** State of its engine. */
  readonly state: EngineState;
  /** What its engine knows of its requests; null if it tells nothing in its state. */
  readonly requests: RequestFigures | null;
}

/** A moment of the simulation. */
export interface Moment {
  /** Milliseconds since the simulation began. */
  readonly atMs: number;
  /** The true time of day, milliseconds since 1970. */
  readonly nowMs: number;
  /** Load as a share of that at the busiest hour. */
  readonly hourly: number;
}

/** Memory bandwidth of a machine's CPUs, GB/s. */
const CPU_BANDWIDTH = 90;
/** Share of the memory's bandwidth that decoding reaches, and the most that one request gets, tokens a second. */
const REACHED = 0.6;
const MAX_ALONE = 320;
/** Share of its memory that an engine keeps while it is asleep. */
const ASLEEP_HELD = 0.05;

/** The figures of that worker of a machine at a moment of its run. */
export function figuresAt(machine: Machine, worker: number, run: Run, moment: Moment): WorkerFigures {
  const placed = machine.workers[worker];
  if (!placed) throw new RangeError(`The machine has no worker ${worker}.`);
  const ageMs = Math.max(0, moment.atMs - run.startMs);
  const loadMbS = 900 + 1_600 * wandering(machine.seed, worker, 0.5);
  const loadMs = (placed.model.weightsMb / loadMbS) * 1_000 + (placed.engine.reserves ? 22_000 : 1_500);
  if (ageMs < loadMs) return loadingFigures(machine, worker, placed, { ageMs, loadMs, loadMbS });
  const state = conditionOf({ seed: machine.seed, worker, run: run.count }, placed);
  return servingFigures(machine, worker, placed, { ageMs, state }, moment);
}

const isOnCpu = ({ cards }: Placed): boolean => cards.length === 0;

/** CPU of one request, percent of a core; on the CPU that is all the work. */
function cpuPctEach({ chassis, workers }: Machine, placed: Placed): number {
  const cores = Math.max(1, (chassis.cpus * 0.8) / workers.length);
  const each = (cores * 100) / placed.engine.slots;
  return isOnCpu(placed) ? each : Math.min(90, each);
}

const residentMb = (placed: Placed): number =>
  placed.engine.rssMb + (isOnCpu(placed) ? placed.model.weightsMb : 0);

/** Share of the memory beside the model that is libraries. */
const LIBRARIES = 0.3;

/** On the CPU an engine maps its model; on a card only libraries remain. */
const withShared = (placed: Placed, rssMb: number) => {
  const ownMb = placed.engine.rssMb * (1 - LIBRARIES);
  return { rssMb, rssSharedMb: Math.max(0, Math.round(isOnCpu(placed) ? rssMb - ownMb : rssMb * LIBRARIES)) };
};

function loadingFigures(
  machine: Machine,
  worker: number,
  placed: Placed,
  { ageMs, loadMs, loadMbS }: { ageMs: number; loadMs: number; loadMbS: number },
): WorkerFigures {
  const share = ageMs / loadMs;
  return {
    cpuPct: Math.min(110, cpuPctEach(machine, placed) * placed.engine.slots * 0.9),
    ...withShared(placed, Math.round(residentMb(placed) * (0.35 + 0.65 * share))),
    readMbS: share < 0.8 ? loadMbS * (0.9 + 0.2 * wandering(machine.seed, worker, ageMs / 900)) : 0,
    writeMbS: 0,
    uptimeS: Math.floor(ageMs / 1_000),
    gpuPct: 0,
    vramMb: Math.round(placed.vramMb * share),
    state: 'starting',
    requests: null,
  };
}

/** The requests of a worker whose engine is in that state. */
function demandIn(state: EngineState, at: Parameters<typeof demandAt>[0], { hourly, nowMs }: Moment): Demand {
  if (state === 'sleeping' || state === 'unreachable') return { running: 0, waiting: 0 };
  const demand = demandAt(at, hourly, nowMs);
  // Its requests never end.
  return state === 'stuck' ? { ...demand, running: Math.max(1, demand.running) } : demand;
}

/** States in which an engine tells of its requests. */
const TELLING: ReadonlySet<EngineState> = new Set(['ready', 'stuck']);

function servingFigures(
  machine: Machine,
  worker: number,
  placed: Placed,
  { ageMs, state }: { ageMs: number; state: EngineState },
  moment: Moment,
): WorkerFigures {
  const { model, engine, cards, popularity } = placed;
  const { seed, chassis } = machine;
  const { nowMs, hourly } = moment;
  const onCpu = isOnCpu(placed);
  const demand = demandIn(state, { seed, worker, slots: engine.slots, popularity }, moment);
  const { running } = demand;
  const share = running / engine.slots;
  const unrest = wandering(seed, worker * 16 + 2, nowMs / 2_300);
  const bandwidth = onCpu ? CPU_BANDWIDTH : chassis.card.bandwidth * cards.length ** 0.85;
  const alone = Math.min(MAX_ALONE, (bandwidth * 1_000 * REACHED) / (model.weightsMb * model.active + 60));
  // Requests that are worked on together share the reading of the weights, up to a point.
  const atOnce = onCpu ? Math.min(1, running) : running;
  const tokens = state === 'stuck' ? 0 : (alone * atOnce) / (1 + 2.2 * share);
  const held = state === 'sleeping' ? ASLEEP_HELD : 1;
  return {
    cpuPct: 0.3 + unrest + running * cpuPctEach(machine, placed) * (0.8 + 0.4 * unrest),
    ...withShared(placed, Math.round((onCpu ? held : 1) * residentMb(placed) * (1 + 0.03 * unrest))),
    readMbS: 0,
    writeMbS: running > 0 ? 0.05 * unrest : 0,
    uptimeS: Math.floor(ageMs / 1_000),
    gpuPct: onCpu || running === 0 ? 0 : Math.min(100, 52 + 42 * share ** 0.4 + 8 * unrest),
    vramMb: Math.round(placed.vramMb * held),
    state,
    requests: TELLING.has(state)
      ? requestFigures({ seed, worker, placed, ageMs, hourly, nowMs, demand, alone, tokens, unrest })
      : null,
  };
}
