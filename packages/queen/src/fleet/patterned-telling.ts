import { type Changes, changeOf } from '@rbee/contract';
import type { Part, Pattern, Reading } from '../ingest/index.ts';
import { type HiveRecord, telemetryOf } from '../registry/index.ts';
import {
  Splice,
  SUMMED_FIGURES,
  type SummedFigure,
  summaryOf,
  type TelemetryEvent,
  Telling,
  type Text,
  totalsOf,
} from '../stream/index.ts';
import { rfc3339 } from '../time.ts';

/** Tells a sample of a healthy hive from the text that it came in: nothing of it is taken apart and put together again. */
export class PatternedTelling extends Telling {
  readonly #record: HiveRecord;
  readonly #reading: Reading;

  constructor(record: HiveRecord, reading: Reading) {
    super();
    this.#record = record;
    this.#reading = reading;
  }

  get hive_id(): string {
    return this.#record.sample.hive_id;
  }

  get workersCount(): number {
    return this.#record.sample.workersCount;
  }

  get event(): TelemetryEvent {
    return telemetryOf({ record: this.#record, health: 'healthy' });
  }

  get json(): string {
    return String(this.within('', ''));
  }

  override within(before: string, after: string): Text {
    const { node, workers } = this.#reading.pattern;
    const told = this.#told();
    const rest = node ? splice(`,${told},"node":`, this.#reading, node, `}${after}`) : `,${told}}${after}`;
    return splice(
      `${before}{"type":"hive_telemetry",${this.#name()},"workers":`,
      this.#reading,
      workers,
      rest,
    );
  }

  get summary(): string {
    const { pattern, figures } = this.#reading;
    const { workersCount, idleWorkers } = this.#record.sample;
    const plan = planOf(pattern, this);
    const totals = JSON.stringify({
      workers_count: workersCount,
      workers_busy: workersCount - idleWorkers,
      ...totalsOf(workersCount, (worker, figure) => {
        const slot = plan.slots.get(figure)?.[worker] ?? -1;
        return slot < 0 ? undefined : figures[slot];
      }),
    });
    const node = pattern.node ? `,"node":${splice('', this.#reading, pattern.node, '')}` : '';
    const told = `${this.#told()}${node}`;
    return `{"type":"hive_summary",${this.#name()},${told},${totals.slice(1, -1)},${plan.constant}}`;
  }

  override changesSince(before: Telling): Changes | null {
    if (before instanceof PatternedTelling && this.#isAlike(before)) return this.#changes(before);
    return super.changesSince(before);
  }

  #name(): string {
    return `"hive_id":"${this.hive_id}","timestamp":"${rfc3339(this.#record.received.at)}"`;
  }

  /** What is said of the sample after its workers, but for the node. */
  #told(): string {
    const { clockSkewMs, conflicting, sample } = this.#record;
    const told = `"sampled_at":"${sample.sampled_at}","health":"healthy","clock_skew_ms":${clockSkewMs}`;
    const conflicts = conflicting > 0 ? `,"conflicting_hives":${conflicting}` : '';
    const seq = sample.seq === undefined ? '' : `,"seq":${sample.seq}`;
    return `${told}${conflicts}${seq}`;
  }

  /** Whether both have the same leaves in the same order. */
  #isAlike(before: PatternedTelling): boolean {
    const [mine, other] = [this.#record.conflicting, before.#record.conflicting];
    return this.#reading.pattern === before.#reading.pattern && mine === 0 && other === 0;
  }

  /** Changes of the leaves of a telemetry event in their order, as `telemetryOf` makes it. */
  #changes(before: PatternedTelling): Changes | null {
    const { workers, node } = this.#reading.pattern;
    const [old, now] = [before.#record, this.#record];
    const list = new ChangeList();
    list.step(2, rfc3339(old.received.at), rfc3339(now.received.at));
    list.part(3, workers, before.#reading, this.#reading);
    const after = 3 + workers.leaves;
    list.step(after, old.sample.sampled_at, now.sample.sampled_at);
    list.step(after + 2, old.clockSkewMs, now.clockSkewMs);
    const hasSeq = now.sample.seq !== undefined;
    if (hasSeq) list.step(after + 3, old.sample.seq ?? 0, now.sample.seq ?? 0);
    if (node) list.part(after + (hasSeq ? 4 : 3), node, before.#reading, this.#reading);
    return list.changes;
  }
}

/** A part of what a hive said, between two texts. */
function splice(before: string, { said, figures }: Reading, part: Part, after: Text): Text {
  const [from, to] = [figures[part.from] as number, figures[part.to] as number];
  if (typeof said === 'string') return `${before}${said.slice(from, to)}${after}`;
  return new Splice(before, said, from, to, after);
}

/** Changes, put down in the order of the leaves. */
class ChangeList {
  /** Null once there was one that cannot be said. */
  changes: (string | number | boolean | null)[] | null = [];
  #next = 0;

  /** The leaf of that number was `old` and is `now`. */
  step(leaf: number, old: string | number, now: string | number): void {
    if (old === now || this.changes === null) return;
    const change = changeOf(old, now);
    if (change === undefined) {
      this.changes = null;
      return;
    }
    this.changes.push(leaf - this.#next, change);
    this.#next = leaf + 1;
  }

  /** A part of the heartbeat whose leaves begin with that number. */
  part(first: number, { numbers }: Part, before: Reading, after: Reading): void {
    const [old, now] = [before.figures, after.figures];
    for (const { slot, leaf } of numbers) {
      this.step(first + leaf, old[slot] as number, now[slot] as number);
    }
  }
}

/** What of a summary stays as it is for a pattern, and where the rest is. */
interface SummaryPlan {
  /** Of each figure the slot for each worker; -1 where the worker does not know it. */
  readonly slots: ReadonlyMap<SummedFigure, readonly number[]>;
  readonly constant: string;
}

const plans = new WeakMap<Pattern, SummaryPlan>();

function planOf(pattern: Pattern, telling: Telling): SummaryPlan {
  const known = plans.get(pattern);
  if (known) return known;
  const { event } = telling;
  const { models, unknown } = summaryOf(event);
  const slotsOf = (figure: SummedFigure): number[] =>
    event.workers.map((worker, index) =>
      worker.unknown?.[figure] === undefined ? pattern.slotOf(index, figure) : -1,
    );
  const slots = new Map(SUMMED_FIGURES.map((it) => [it, slotsOf(it)]));
  const plan = {
    slots,
    constant: JSON.stringify({ models, unknown }).slice(1, -1),
  };
  plans.set(pattern, plan);
  return plan;
}
