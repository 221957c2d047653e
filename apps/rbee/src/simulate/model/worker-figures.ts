import { demandAt } from './demand.ts';
import { wandering } from './dice.ts';
import type { Run } from './lives.ts';
import type { Machine } from './machine.ts';
import type { Placed } from './placement.ts';

/** A worker's figures at a moment, in the units of the wire and not rounded. */
export interface WorkerFigures {
  readonly cpuPct: number;
  readonly rssMb: number;
  readonly readMbS: number;
  readonly writeMbS: number;
  readonly uptimeS: number;
  readonly gpuPct: number;
  readonly vramMb: number;
  /** Null while the model is loading. */
  readonly requests: RequestFigures | null;
}

/** What an engine tells of its requests. */
export interface RequestFigures {
  readonly running: number;
  readonly waiting: number;
  readonly kvPct: number;
  readonly promptTokensPerS: number;
  readonly tokensPerS: number;
  readonly firstTokenMs: number;
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

/** The figures of that worker of a machine at a moment of its run. */
export function figuresAt(machine: Machine, worker: number, run: Run, moment: Moment): WorkerFigures {
  const placed = machine.workers[worker];
  if (!placed) throw new RangeError(`The machine has no worker ${worker}.`);
  const ageMs = Math.max(0, moment.atMs - run.startMs);
  const loadMbS = 900 + 1_600 * wandering(machine.seed, worker, 0.5);
  const loadMs = (placed.model.weightsMb / loadMbS) * 1_000 + (placed.engine.reserves ? 22_000 : 1_500);
  return ageMs < loadMs
    ? loadingFigures(machine, worker, placed, { ageMs, loadMs, loadMbS })
    : servingFigures(machine, worker, placed, ageMs, moment);
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

function loadingFigures(
  machine: Machine,
  worker: number,
  placed: Placed,
  { ageMs, loadMs, loadMbS }: { ageMs: number; loadMs: number; loadMbS: number },
): WorkerFigures {
  const share = ageMs / loadMs;
  return {
    cpuPct: Math.min(110, cpuPctEach(machine, placed) * placed.engine.slots * 0.9),
    rssMb: Math.round(residentMb(placed) * (0.35 + 0.65 * share)),
    readMbS: share < 0.8 ? loadMbS * (0.9 + 0.2 * wandering(machine.seed, worker, ageMs / 900)) : 0,
    writeMbS: 0,
    uptimeS: Math.floor(ageMs / 1_000),
    gpuPct: 0,
    vramMb: Math.round(placed.vramMb * share),
    requests: null,
  };
}

function servingFigures(
  machine: Machine,
  worker: number,
  placed: Placed,
  ageMs: number,
  { nowMs, hourly }: Moment,
): WorkerFigures {
  const { model, engine, cards, popularity } = placed;
  const { seed, chassis } = machine;
  const onCpu = isOnCpu(placed);
  const embeds = model.group === 'embed';
  const { running, waiting } = demandAt({ seed, worker, slots: engine.slots, popularity }, hourly, nowMs);
  const share = running / engine.slots;
  const unrest = wandering(seed, worker * 16 + 2, nowMs / 2_300);
  const bandwidth = onCpu ? CPU_BANDWIDTH : chassis.card.bandwidth * cards.length ** 0.85;
  /** Tokens a second of one request alone. */
  const alone = Math.min(MAX_ALONE, (bandwidth * 1_000 * REACHED) / (model.weightsMb * model.active + 60));
  // Requests that are worked on together share the reading of the weights, up to a point.
  const atOnce = onCpu ? Math.min(1, running) : running;
  const tokens = (alone * atOnce) / (1 + 2.2 * share);
  return {
    cpuPct: 0.3 + unrest + running * cpuPctEach(machine, placed) * (0.8 + 0.4 * unrest),
    rssMb: Math.round(residentMb(placed) * (1 + 0.03 * unrest)),
    readMbS: 0,
    writeMbS: running > 0 ? 0.05 * unrest : 0,
    uptimeS: Math.floor(ageMs / 1_000),
    gpuPct: onCpu || running === 0 ? 0 : Math.min(100, 52 + 42 * share ** 0.4 + 8 * unrest),
    vramMb: placed.vramMb,
    requests: {
      running,
      waiting,
      kvPct: Math.min(99.5, share * (45 + 50 * unrest)),
      tokensPerS: embeds ? 0 : tokens,
      promptTokensPerS: tokens * (embeds ? 9 : 1.5 + 5 * unrest),
      firstTokenMs: (12_000 / alone) * (1 + waiting * 0.25) * (0.8 + 0.4 * unrest),
    },
  };
}
