import { ABSENT, type Cell } from '../../cells.ts';
import type { Layout, Second } from '../../second.ts';
import { MemoryStore } from '../../testing/index.ts';
import type { RemoteWriteTarget } from '../remote-write-target.ts';
import { RemoteWriter } from '../remote-writer.ts';
import { FakeReceiver } from './fake-receiver.ts';

/** 2026-11-28T12:00:00Z. */
export const NOON = Date.UTC(2026, 10, 28, 12);

/** Seconds from noon to a time. */
export const second = (time: number): number => (time - NOON) / 1_000;

export const aTarget = (overrides: Partial<RemoteWriteTarget> = {}): RemoteWriteTarget => ({
  ...{ name: 'store', url: 'http://store.example/api/v1/write', intervalMs: 15_000, series: 'means' },
  ...{ labels: {}, headers: {} },
  ...overrides,
});

/** What a hive reports in a second: the cells of its layout by time; null if it does not report. */
export type Report = (time: number) => readonly Cell[] | null;

/** A worker and a machine, with the columns `cpu_pct` of the worker, `requests_finished` of its engine and `cpu_pct` of the machine. */
export const aLayoutOf = (hive_id: string, id: number, overrides: Partial<Layout> = {}): Layout => ({
  ...{ id, hive_id, interval_ms: 1_000 },
  entities: [
    { kind: 'worker', group: 'llm', instance: '8080', pid: 7, model: 'qwen', engine: 'vllm' },
    { kind: 'node' },
  ],
  columns: [
    { entity: 0, field: 'cpu_pct' },
    { entity: 0, field: 'requests_finished' },
    { entity: 1, field: 'cpu_pct' },
  ],
  ...overrides,
});

/** Names the hives without looking at all that they sent. */
class QuickStore extends MemoryStore {
  readonly known = new Set<string>();

  override append(second: Second): void {
    for (const { hive_id } of second.layouts) this.known.add(hive_id);
    super.append(second);
  }

  override hives(): string[] {
    return [...this.known];
  }
}

/** A fleet with a history in memory and a remote writer, whose clock stands still between two seconds. */
export class RemoteFleet {
  readonly receiver = new FakeReceiver();
  readonly store = new QuickStore();
  readonly files = new Map<string, string>();
  /** Throws in the next readings of the history, if it is set. */
  storeFailure: Error | undefined;
  now = NOON;
  readonly #targets: readonly RemoteWriteTarget[];
  readonly #reports: { layout: Layout; report: Report; isAnnounced: boolean }[] = [];
  #ended: number[] = [];
  #writer: RemoteWriter;

  constructor(...targets: readonly RemoteWriteTarget[]) {
    this.#targets = targets;
    this.#writer = this.#start();
  }

  get state() {
    return this.#writer.states[0];
  }

  /** A hive begins to report with a layout, or reports with another one from now on. */
  report(layout: Layout, report: Report): void {
    this.silence(layout.hive_id);
    this.#reports.push({ layout, report, isAnnounced: false });
  }

  /** A hive reports no longer. */
  silence(hiveId: string): void {
    const at = this.#reports.findIndex(({ layout }) => layout.hive_id === hiveId);
    const [former] = at < 0 ? [] : this.#reports.splice(at, 1);
    if (former?.isAnnounced) this.#ended.push(former.layout.id);
  }

  /** Lets seconds pass in which the fleet reports and the writer is called. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      this.#appendSecond();
      this.now += 1_000;
      this.#writer.tick(this.now);
      await this.settle();
    }
  }

  /** Hands over samples of earlier times, of a hive that reports. */
  backfill(hiveId: string, times: readonly number[], cells: (time: number) => readonly Cell[]): void {
    const layout = this.#reports.find((it) => it.layout.hive_id === hiveId)?.layout as Layout;
    this.#append({ layouts: [], ended: [], samples: times.flatMap((it) => [layout.id, it, ...cells(it)]) });
  }

  /** Lets everything happen that does not need time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<void> {
    await this.#writer.close(AbortSignal.timeout(60_000));
  }

  /** Another queen begins, after some seconds without one; the former one was killed unless it was stopped. */
  restart(afterSeconds = 0): void {
    this.now += afterSeconds * 1_000;
    for (const it of this.#reports) it.isAnnounced = false;
    this.#ended = [];
    this.#writer = this.#start();
  }

  #appendSecond(): void {
    const layouts = this.#reports.filter((it) => !it.isAnnounced).map(({ layout }) => layout);
    for (const it of this.#reports) it.isAnnounced = true;
    const samples = this.#reports.flatMap(({ layout, report }) => {
      const cells = report(this.now);
      return cells ? [layout.id, this.now + 400, ...cells] : [];
    });
    const ended = this.#ended;
    this.#ended = [];
    this.#append({ layouts, ended, samples }, this.now + 1_000);
  }

  #append(second: { layouts: Layout[]; ended: number[]; samples: number[] }, at = this.now): void {
    const whole: Second = { ...second, at, samples: Float64Array.from(second.samples), events: [] };
    this.store.append(whole);
    this.#writer.append(whole);
  }

  #start(): RemoteWriter {
    return new RemoteWriter(this.#targets, {
      version: '0.1.0',
      reader: () => {
        if (this.storeFailure) throw this.storeFailure;
        return this.store;
      },
      files: {
        read: (name) => this.files.get(name),
        write: (name, text) => void this.files.set(name, text),
      },
      clock: { now: () => this.now, monotonic: () => this.now },
      fetch: this.receiver.fetch,
      random: () => 0,
    });
  }
}

/** The cells of `aLayoutOf`. */
export const cells = (cpu: Cell, finished: Cell = ABSENT, node: Cell = ABSENT): readonly Cell[] => [
  cpu,
  finished,
  node,
];

/** The samples of a series that came to the receiver, with their times in seconds since noon. */
export const seconds = (fleet: RemoteFleet, name: string): [number, number | 'stale'][] =>
  fleet.receiver.samplesOf(name).map(([time, value]) => [secondOf(time, value), value]);

/** A stale marker is a millisecond before the point that has no value. */
const secondOf = (time: number, value: number | 'stale') =>
  second(value === 'stale' && time % 1_000 === 999 ? time + 1 : time);
