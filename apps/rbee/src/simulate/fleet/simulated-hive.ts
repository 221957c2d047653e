import {
  addToNode,
  beginNode,
  blankFigures,
  blankNode,
  diurnal,
  endNode,
  figuresAt,
  firstLife,
  firstRun,
  type Life,
  type Machine,
  machineOf,
  type NodeFigures,
  natureOf,
  nextLife,
  nextRun,
  type Place,
  type Run,
  roll,
  type WorkerNature,
} from '../model/index.ts';
import {
  inked,
  type NodeForm,
  nodeForm,
  type Pen,
  type WorkerForm,
  workerForm,
  writeNode,
  writeWorker,
} from '../text/index.ts';

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

interface Member {
  readonly nature: WorkerNature;
  readonly cards: readonly number[];
  run: Run;
  form: WorkerForm | undefined;
}

/** Each worker's figures are written before the next one's are worked out. */
const scratch = blankFigures();

/** One slot of the fleet: the hive that runs in it now, and its heartbeats. */
export class SimulatedHive {
  readonly #shape: FleetShape;
  readonly #place: Place;
  #life: Life;
  #said: Said | undefined;

  constructor(shape: FleetShape, place: number) {
    this.#shape = shape;
    this.#place = { seed: shape.seed, place, places: shape.hives, churn: shape.churn };
    this.#life = firstLife(this.#place);
  }

  /** Whether a hive is up here, so many milliseconds after the simulation began; `atMs` never goes back. */
  isUp(atMs: number): boolean {
    while (this.#life.endMs <= atMs) {
      this.#life = nextLife(this.#place, this.#life);
      this.#said = undefined;
    }
    return this.#life.startMs <= atMs;
  }

  /** Number of the current life; each life needs its own connection. */
  get life(): number {
    return this.#life.count;
  }

  /** Writes the next heartbeat, from the first field to the last brace ([H1]); gives its `seq`. */
  write(pen: Pen, atMs: number): number {
    this.#said ??= beginLife(this.#shape, this.#place.place, this.#life);
    const said = this.#said;
    const seq = said.nextSeq;
    said.nextSeq += 1;
    const nowMs = this.#shape.beganMs + atMs;
    const moment = { atMs, nowMs, hourly: diurnal(nowMs, said.machine.zoneHours) };
    pen.put(said.head);
    pen.text(new Date(nowMs + said.skewMs).toISOString());
    pen.put(SEQ);
    pen.whole(seq);
    pen.put(WORKERS);
    beginNode(said.node);
    let written = false;
    for (let index = 0; index < said.members.length; index += 1) {
      written = this.#worker(pen, said, index, moment, written) || written;
    }
    endNode(said.node, said.machine, nowMs);
    pen.put(NODE);
    writeNode(pen, said.nodeForm, said.node, seq === 0);
    pen.put(END);
    return seq;
  }

  /** Writes a worker, behind a comma where others are before it; not while it is down. */
  #worker(pen: Pen, said: Said, index: number, moment: Moment, behind: boolean): boolean {
    const member = said.members[index];
    if (!member) return false;
    const place = { seed: said.machine.seed, worker: index, churn: this.#shape.churn };
    while (member.run.endMs <= moment.atMs) {
      member.run = nextRun(place, member.run);
      member.form = undefined;
    }
    if (member.run.startMs > moment.atMs) return false;
    const first = member.form === undefined;
    member.form ??= workerForm(said.machine, index, member.run, startOf(said, member.run, this.#shape));
    figuresAt(scratch, member.nature, member.run, moment);
    addToNode(said.node, scratch, member.cards);
    if (behind) pen.put(COMMA);
    writeWorker(pen, member.form, scratch, first);
    return true;
  }
}

const SEQ = inked('","seq":');
const WORKERS = inked(',"workers":[');
const COMMA = inked(',');
const NODE = inked('],"node":');
const END = inked('}');

type Moment = Parameters<typeof figuresAt>[3];

/** State of one life of a hive. */
interface Said {
  readonly machine: Machine;
  readonly skewMs: number;
  readonly head: Uint8Array;
  readonly node: NodeFigures;
  readonly nodeForm: NodeForm;
  readonly members: readonly Member[];
  nextSeq: number;
}

function beginLife(shape: FleetShape, place: number, life: Life): Said {
  const machine = machineOf(shape, life.machine);
  const identity = {
    hive_id: machine.name,
    interval_ms: shape.intervalMs,
    // Two simulations of one seed are two runs all the same ([H6]).
    boot_id: `${shape.beganMs.toString(36)}-${place}-${life.count}`,
    version: shape.version,
  };
  return {
    machine,
    skewMs: Math.round((2 * roll(machine.seed, 17) - 1) * shape.skewMs),
    head: inked(`${JSON.stringify(identity).slice(1, -1)},"timestamp":"`),
    node: blankNode(machine),
    nodeForm: nodeForm(machine, shape.version),
    members: machine.workers.map((placed, worker) => ({
      nature: natureOf(machine, worker, placed),
      cards: placed.cards,
      run: firstRun({ seed: machine.seed, worker, churn: shape.churn }, life),
      form: undefined,
    })),
    nextSeq: 0,
  };
}

const startOf = ({ skewMs }: Said, run: Run, { beganMs }: FleetShape): Date =>
  new Date(Math.floor(beganMs + run.startMs + skewMs));
