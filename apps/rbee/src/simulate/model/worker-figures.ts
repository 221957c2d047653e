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

/** What does not change while a worker lives, so that it is computed once. */
export interface WorkerNature {
  readonly seed: number;
  readonly worker: number;
  readonly slots: number;
  readonly popularity: number;
  readonly embeds: boolean;
  /** Tokens a second of one request alone. */
  readonly aloneTokensPerS: number;
  readonly loadMs: number;
  readonly loadMbS: number;
  readonly rssMb: number;
  readonly vramMb: number;
  /** CPU of one request, percent of a core; where it runs on the CPU that is all the work. */
  readonly cpuPctEach: number;
  readonly onCpu: boolean;
}

/** Memory bandwidth of a machine's CPUs, GB/s. */
const CPU_BANDWIDTH = 90;
/** Share of the memory's bandwidth that decoding reaches, and the most that one request gets, tokens a second. */
const REACHED = 0.6;
const MAX_ALONE = 320;

/** The constants of a worker. */
export function natureOf(machine: Machine, worker: number, placed: Placed): WorkerNature {
  const { model, engine, cards, popularity, vramMb } = placed;
  const { chassis, seed } = machine;
  const onCpu = cards.length === 0;
  const bandwidth = onCpu ? CPU_BANDWIDTH : chassis.card.bandwidth * cards.length ** 0.85;
  const alone = (bandwidth * 1_000 * REACHED) / (model.weightsMb * model.active + 60);
  const loadMbS = 900 + 1_600 * wandering(seed, worker, 0.5);
  const cores = Math.max(1, (chassis.cpus * 0.8) / Math.max(1, machine.workers.length));
  return {
    seed,
    worker,
    popularity,
    onCpu,
    vramMb,
    loadMbS,
    slots: engine.slots,
    embeds: model.group === 'embed',
    aloneTokensPerS: Math.min(MAX_ALONE, alone),
    loadMs: (model.weightsMb / loadMbS) * 1_000 + (engine.reserves ? 22_000 : 1_500),
    rssMb: engine.rssMb + (onCpu ? model.weightsMb : 0),
    cpuPctEach: onCpu ? (cores * 100) / engine.slots : Math.min(90, (cores * 100) / engine.slots),
  };
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

/** The figures of a worker at that moment of its run. */
export function figuresAt(nature: WorkerNature, run: Run, moment: Moment): WorkerFigures {
  const ageMs = Math.max(0, moment.atMs - run.startMs);
  return ageMs < nature.loadMs ? loadingFigures(nature, ageMs) : servingFigures(nature, ageMs, moment);
}

function loadingFigures(nature: WorkerNature, ageMs: number): WorkerFigures {
  const { seed, worker, loadMs, loadMbS } = nature;
  const share = Math.min(1, ageMs / loadMs);
  return {
    cpuPct: Math.min(110, nature.cpuPctEach * nature.slots * 0.9),
    rssMb: Math.round(nature.rssMb * (0.35 + 0.65 * share)),
    readMbS: share < 0.8 ? loadMbS * (0.9 + 0.2 * wandering(seed, worker, ageMs / 900)) : 0,
    writeMbS: 0,
    uptimeS: Math.floor(ageMs / 1_000),
    gpuPct: 0,
    vramMb: Math.round(nature.vramMb * share),
    requests: null,
  };
}

function servingFigures(nature: WorkerNature, ageMs: number, { nowMs, hourly }: Moment): WorkerFigures {
  const { seed, worker, onCpu, aloneTokensPerS, embeds } = nature;
  const { running, waiting } = demandAt(nature, hourly, nowMs);
  const share = running / nature.slots;
  const unrest = wandering(seed, worker * 16 + 2, nowMs / 2_300);
  // Requests that are worked on together share the reading of the weights, up to a point.
  const atOnce = onCpu ? Math.min(1, running) : running;
  const tokens = (aloneTokensPerS * atOnce) / (1 + 2.2 * share);
  return {
    cpuPct: 0.3 + unrest + running * nature.cpuPctEach * (0.8 + 0.4 * unrest),
    rssMb: Math.round(nature.rssMb * (1 + 0.03 * unrest)),
    readMbS: 0,
    writeMbS: running > 0 ? 0.05 * unrest : 0,
    uptimeS: Math.floor(ageMs / 1_000),
    gpuPct: onCpu || running === 0 ? 0 : Math.min(100, 52 + 42 * share ** 0.4 + 8 * unrest),
    vramMb: nature.vramMb,
    requests: {
      running,
      waiting,
      kvPct: Math.min(99.5, share * (45 + 50 * unrest)),
      tokensPerS: embeds ? 0 : tokens,
      promptTokensPerS: tokens * (embeds ? 9 : 1.5 + 5 * unrest),
      firstTokenMs: (12_000 / aloneTokensPerS) * (1 + waiting * 0.25) * (0.8 + 0.4 * unrest),
    },
  };
}
