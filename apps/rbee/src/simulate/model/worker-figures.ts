import { type Demand, demandAt } from './demand.ts';
import { wandering } from './dice.ts';
import type { Run } from './lives.ts';
import type { Machine } from './machine.ts';
import type { Placed } from './placement.ts';

/** A worker's figures at a moment, in the wire's units; written over and over, as a fleet has very many. */
export interface WorkerFigures extends Demand {
  /** Whether the model is still loading; request figures are then absent. */
  loading: boolean;
  cpuPct: number;
  rssMb: number;
  readMbS: number;
  writeMbS: number;
  uptimeS: number;
  gpuPct: number;
  vramMb: number;
  kvPct: number;
  promptTokensPerS: number;
  tokensPerS: number;
  firstTokenMs: number;
}

/** A worker's constants, so that they are worked out once. */
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

/** An empty figures object to fill. */
export const blankFigures = (): WorkerFigures => ({
  ...{ loading: false, cpuPct: 0, rssMb: 0, readMbS: 0, writeMbS: 0, uptimeS: 0, gpuPct: 0, vramMb: 0 },
  ...{ running: 0, waiting: 0, kvPct: 0, promptTokensPerS: 0, tokensPerS: 0, firstTokenMs: 0 },
});

/** Memory bandwidth of a machine's CPUs, GB/s. */
const CPU_BANDWIDTH = 90;
/** Share of the memory's bandwidth that decoding reaches, and the most that one request gets, tokens a second. */
const REACHED = 0.6;
const MOST_ALONE = 320;

/** Constants of a worker. */
export function natureOf(machine: Machine, worker: number, placed: Placed): WorkerNature {
  const { model, engine, cards, popularity, vramMb } = placed;
  const { chassis, seed } = machine;
  const onCpu = cards.length === 0;
  const bandwidth = onCpu ? CPU_BANDWIDTH : chassis.card.bandwidth * cards.length ** 0.85;
  const alone = (bandwidth * 1_000 * REACHED) / (model.weightsMb * model.active + 60);
  const loadMbS = 900 + 1_600 * wandering(seed, worker, 0.5);
  const coresMost = Math.max(1, (chassis.cpus * 0.8) / Math.max(1, machine.workers.length));
  return {
    ...{ seed, worker, popularity, onCpu, vramMb, loadMbS },
    slots: engine.slots,
    embeds: model.group === 'embed',
    aloneTokensPerS: Math.min(MOST_ALONE, alone),
    loadMs: (model.weightsMb / loadMbS) * 1_000 + (engine.reserves ? 22_000 : 1_500),
    rssMb: engine.rssMb + (onCpu ? model.weightsMb : 0),
    cpuPctEach: onCpu ? (coresMost * 100) / engine.slots : Math.min(90, (coresMost * 100) / engine.slots),
  };
}

/** Time and load for which figures are computed. */
export interface Moment {
  /** Milliseconds since the simulation began. */
  readonly atMs: number;
  /** The true time of day, milliseconds since 1970. */
  readonly nowMs: number;
  /** Load as a share of that at the busiest hour. */
  readonly hourly: number;
}

/** Computes the figures of a worker at that moment of its run. */
export function figuresAt(into: WorkerFigures, it: WorkerNature, run: Run, moment: Moment): void {
  const ageMs = Math.max(0, moment.atMs - run.startMs);
  into.uptimeS = Math.floor(ageMs / 1_000);
  into.loading = ageMs < it.loadMs;
  if (into.loading) loadingFigures(into, it, ageMs);
  else servingFigures(into, it, moment);
}

function loadingFigures(into: WorkerFigures, it: WorkerNature, ageMs: number): void {
  const share = Math.min(1, ageMs / it.loadMs);
  const reading = share < 0.8;
  into.running = 0;
  into.waiting = 0;
  into.cpuPct = Math.min(110, it.cpuPctEach * it.slots * 0.9);
  into.rssMb = Math.round(it.rssMb * (0.35 + 0.65 * share));
  into.readMbS = reading ? it.loadMbS * (0.9 + 0.2 * wandering(it.seed, it.worker, ageMs / 900)) : 0;
  into.writeMbS = 0;
  into.gpuPct = 0;
  into.vramMb = Math.round(it.vramMb * share);
  into.kvPct = 0;
  into.promptTokensPerS = 0;
  into.tokensPerS = 0;
  into.firstTokenMs = 0;
}

function servingFigures(into: WorkerFigures, it: WorkerNature, { nowMs, hourly }: Moment): void {
  demandAt(into, it, hourly, nowMs);
  const { running, waiting } = into;
  const share = running / it.slots;
  const unrest = wandering(it.seed, it.worker * 16 + 2, nowMs / 2_300);
  // Requests that are worked on together share the reading of the weights, up to a point.
  const atOnce = it.onCpu ? Math.min(1, running) : running;
  const tokens = (it.aloneTokensPerS * atOnce) / (1 + 2.2 * share);
  into.cpuPct = 0.3 + unrest + running * it.cpuPctEach * (0.8 + 0.4 * unrest);
  into.rssMb = Math.round(it.rssMb * (1 + 0.03 * unrest));
  into.readMbS = 0;
  into.writeMbS = running > 0 ? 0.05 * unrest : 0;
  into.gpuPct = it.onCpu || running === 0 ? 0 : Math.min(100, 52 + 42 * share ** 0.4 + 8 * unrest);
  into.vramMb = it.vramMb;
  into.kvPct = Math.min(99.5, share * (45 + 50 * unrest));
  into.tokensPerS = it.embeds ? 0 : tokens;
  into.promptTokensPerS = tokens * (it.embeds ? 9 : 1.5 + 5 * unrest);
  into.firstTokenMs = (12_000 / it.aloneTokensPerS) * (1 + waiting * 0.25) * (0.8 + 0.4 * unrest);
}
