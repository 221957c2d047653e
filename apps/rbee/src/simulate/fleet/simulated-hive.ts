import type { Heartbeat } from '@rbee/contract';
import {
  diurnal,
  figuresAt,
  firstLife,
  firstRun,
  type Life,
  type Machine,
  machineOf,
  nextLife,
  nextRun,
  type Place,
  type Run,
  roll,
  withTurns,
} from '../model/index.ts';
import { type CardConstants, CardHeat, cardConstants, type RunningWorker } from './gpu-stats.ts';
import { nodeStats } from './node-stats.ts';
import { type WorkerConstants, workerConstants, workerStats } from './worker-stats.ts';

/** What all hives of a simulation have in common. */
export interface FleetShape {
  readonly seed: number;
  readonly hives: number;
  /** Workers of each machine. */
  readonly workers: number;
  readonly intervalMs: number;
  /** Share of the hives that ends each minute, and of the workers, 0 to 1. */
  readonly churn: number;
  /** Most that a machine's clock is off, milliseconds. */
  readonly skewMs: number;
  /** When the simulation began, milliseconds since 1970. */
  readonly beganMs: number;
  readonly version: string;
}

/** The current run of a worker. */
interface CurrentRun {
  run: Run;
  /** Undefined until a heartbeat had it. */
  constants: WorkerConstants | undefined;
}

/** State of one life of a hive. */
interface LifeState {
  readonly machine: Machine;
  readonly cards: readonly CardConstants[];
  readonly heat: CardHeat;
  readonly skewMs: number;
  readonly identity: Pick<Heartbeat, 'hive_id' | 'interval_ms' | 'boot_id' | 'version'>;
  readonly workers: readonly CurrentRun[];
  nextSeq: number;
}

/** One place of the fleet: the hive that runs in it now, and its heartbeats. */
export class SimulatedHive {
  readonly #shape: FleetShape;
  readonly #place: Place;
  #life: Life;
  #state: LifeState | undefined;

  constructor(shape: FleetShape, place: number) {
    this.#shape = shape;
    this.#place = { seed: shape.seed, place, places: shape.hives, churn: shape.churn };
    this.#life = firstLife(this.#place);
  }

  /** True if a hive runs here, so many milliseconds after the simulation began; `atMs` never goes back. */
  isUp(atMs: number): boolean {
    while (this.#life.endMs <= atMs) {
      this.#life = nextLife(this.#place, this.#life);
      this.#state = undefined;
    }
    return this.#life.startMs <= atMs;
  }

  /** Number of the current life; each life needs its own connection. */
  get life(): number {
    return this.#life.count;
  }

  /** Name of the hive that runs here now. */
  get hiveId(): string {
    return this.#begun().identity.hive_id;
  }

  /** The next heartbeat ([H1]). */
  beat(atMs: number): Heartbeat {
    const { beganMs, churn, version } = this.#shape;
    const state = this.#begun();
    const { machine, cards, heat, skewMs, identity, workers: current } = state;
    const seq = state.nextSeq;
    state.nextSeq += 1;
    const nowMs = beganMs + atMs;
    const moment = { atMs, nowMs, hourly: diurnal(nowMs, machine.zoneHours) };
    const wanting: (RunningWorker & { readonly constants: WorkerConstants; readonly isFirst: boolean })[] =
      [];
    for (const [index, worker] of current.entries()) {
      while (worker.run.endMs <= atMs) {
        worker.run = nextRun({ seed: machine.seed, worker: index, churn }, worker.run);
        worker.constants = undefined;
      }
      if (worker.run.startMs > atMs) continue;
      const isFirst = worker.constants === undefined;
      worker.constants ??= workerConstants(machine, index, worker.run, beganMs + skewMs);
      const figures = figuresAt(machine, index, worker.run, moment);
      const { constants } = worker;
      wanting.push({ index, figures, cards: machine.workers[index]?.cards ?? [], constants, isFirst });
    }
    // Each part of a divided card has one worker.
    const running = machine.partition ? wanting : withTurns(wanting);
    const workers = running.map(({ constants, figures, isFirst }) =>
      workerStats(constants, figures, isFirst),
    );
    const timestamp = new Date(nowMs + skewMs).toISOString();
    const node = nodeStats(machine, cards, running, {
      ...{ nowMs, version, heat },
      isFirst: seq === 0,
    });
    return { ...identity, timestamp, seq, workers, node };
  }

  #begun(): LifeState {
    this.#state ??= beginLife(this.#shape, this.#place.place, this.#life);
    return this.#state;
  }
}

function beginLife(shape: FleetShape, place: number, life: Life): LifeState {
  const machine = machineOf(shape, life.machine);
  const { seed } = machine;
  return {
    machine,
    cards: cardConstants(machine),
    heat: new CardHeat(),
    skewMs: Math.round((2 * roll(seed, 17) - 1) * shape.skewMs),
    identity: {
      hive_id: machine.name,
      interval_ms: shape.intervalMs,
      // Two simulations of one seed are two runs all the same ([H6]).
      boot_id: `${shape.beganMs.toString(36)}-${place}-${life.count}`,
      version: shape.version,
    },
    workers: machine.workers.map((_, worker) => ({
      run: firstRun({ seed, worker, churn: shape.churn }, life),
      constants: undefined,
    })),
    nextSeq: 0,
  };
}
