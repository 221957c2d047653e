import type { Second } from '../second.ts';
import type { Cursor } from './cursor.ts';
import { floorTo } from './grid.ts';
import { KeptPoints, type KeptSeconds } from './kept-points.ts';
import { LateLane } from './late-lane.ts';
import { LiveWindows } from './live-windows.ts';
import { type Job, MainLane } from './main-lane.ts';
import { Planner } from './plan.ts';
import type { RemoteWriteTarget } from './remote-write-target.ts';
import { Sender, type SenderEdges } from './sender.ts';
import { SentTimes } from './sent-times.ts';
import { LATER, type Work } from './work.ts';

/** What a target needs. */
export interface TargetEdges extends SenderEdges {
  /** Reads what is kept, also what is not in a file yet. Throws if the files cannot be read. */
  readonly reader: () => KeptSeconds;
  readonly compress: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>;
  /** Calls the function soon, after other work. */
  readonly later: (run: () => void) => void;
}

/** How long samples of an interval are waited for after its end, milliseconds. */
const GRACE_MS = 2_000;
/** If nothing was handed over for so long, time goes on all the same. */
const SILENCE_MS = 10_000;
/** A target that is further behind goes on with the present, and gets what lies between when there is time. */
const MAX_LAG_MS = 3_600_000;
const SECOND_MS = 1_000;

/**
 * Sends the samples of the fleet to one target in the order of their times. What is late has requests of its own, which are sent when
 * there is nothing else to send.
 */
export class Target {
  readonly #settings: RemoteWriteTarget;
  readonly #edges: TargetEdges;
  readonly #live: LiveWindows;
  readonly #main: MainLane;
  readonly #late: LateLane;
  readonly #sender: Sender;
  #time = 0;
  #isClosing = false;
  #isEnded = false;
  #isScheduled = false;
  readonly #onSettled: (() => void)[] = [];

  constructor(settings: RemoteWriteTarget, edges: TargetEdges, cursor: Cursor | undefined) {
    this.#settings = settings;
    this.#edges = edges;
    const { series: mode, intervalMs: interval, labels } = settings;
    const planner = new Planner(labels, mode === 'means');
    const onLate = (hiveId: string, time: number): void => this.#addLate(hiveId, time);
    this.#live = new LiveWindows({ mode, interval, planner, onLate });
    const { reader, compress } = edges;
    const kept = new KeptPoints(planner);
    const lane = { settings, live: this.#live, kept, sent: new SentTimes(), reader, compress };
    this.#main = new MainLane(lane);
    this.#late = new LateLane(lane);
    this.#sender = new Sender(edges);
    if (!cursor) return;
    this.#main.resume(cursor, cursor.isEnded);
    for (const missing of cursor.missing) this.#late.add(missing, 0);
  }

  /** How far the target is; undefined before the first second. */
  get cursor(): Cursor | undefined {
    const place = this.#main.place;
    return place && { ...place, isEnded: this.#isEnded, missing: this.#late.missing };
  }

  get counts(): Sender['counts'] {
    return this.#sender.counts;
  }

  /** Milliseconds that the target is behind the present. */
  get lagMs(): number {
    return Math.max(0, this.#time - (this.#main.position ?? this.#time));
  }

  /** What is wrong, as a clause; undefined if nothing is. */
  get problem(): string | undefined {
    const failure = this.#main.failure ?? this.#late.failure;
    return failure === undefined ? this.#sender.problem : `the history cannot be read (${failure})`;
  }

  append(second: Second): void {
    this.#live.append(second);
    this.#time = Math.max(this.#time, second.at);
    this.#main.begin(this.#live.oldest);
  }

  /** Sends what is due. To be called once a second, with the present time. */
  tick(now: number): void {
    const position = this.#main.position ?? now;
    this.#time = Math.max(this.#time, now - SILENCE_MS);
    if (this.#time > now + MAX_LAG_MS || position > now + MAX_LAG_MS) {
      // The clock was set back by hours.
      this.#time = now;
      this.#goOnAt(this.#live.oldest);
    }
    this.#sender.tick();
    if (this.lagMs > MAX_LAG_MS) this.#passOver(position);
    this.#pump();
  }

  /**
   * Sends the rest and ends every series. Stops when the signal aborts. What was not sent then follows after the next start.
   */
  async close(now: number, signal: AbortSignal): Promise<void> {
    this.#isClosing = true;
    const aborted = new Promise<'aborted'>((resolve) => {
      signal.addEventListener('abort', () => resolve('aborted'), { once: true });
      if (signal.aborted) resolve('aborted');
    });
    const canSend = () => !this.#sender.isResting && !signal.aborted;
    while (!this.#main.isIdle && canSend()) {
      this.#pump();
      if (!this.#main.isIdle) await Promise.race([this.#nextSettled(), aborted]);
    }
    const until = floorTo(now, SECOND_MS) + SECOND_MS;
    for (let part = canSend() ? this.#main.lastPart(until) : null; part; part = this.#main.lastPart(until)) {
      if (!(await this.#sendAll(part, aborted))) break;
      this.#main.settle();
    }
    if (this.#main.position === until) {
      this.#isEnded = await this.#sendAll(this.#main.ends(until + 1), aborted);
    }
    this.#sender.abort();
  }

  #goOnAt(position: number | undefined): void {
    this.#sender.abort();
    this.#main.passTo(position);
  }

  #passOver(from: number): void {
    const to = this.#live.oldest ?? floorTo(this.#time, this.#settings.intervalMs);
    if (from < to) this.#late.add({ hiveId: null, from, to }, this.#edges.clock.now());
    this.#goOnAt(to);
  }

  #addLate(hiveId: string, time: number): void {
    // Without a place in time yet, or before it, the files will have the sample when it is its turn.
    if (time < (this.#main.reached ?? 0)) this.#late.addSample(hiveId, time, this.#edges.clock.now());
  }

  #pump(): void {
    while (!this.#isScheduled && this.#sender.isReady) {
      const next = this.#next();
      if (!next) return;
      if (next === LATER) this.#schedule();
      else this.#send(next);
    }
  }

  #next(): Job | typeof LATER | undefined {
    const next = this.#main.next(this.#time - GRACE_MS);
    if (next || this.#isClosing || !this.#main.isIdle) return next;
    return this.#late.next(this.#edges.clock.now());
  }

  #schedule(): void {
    this.#isScheduled = true;
    this.#edges.later(() => {
      this.#isScheduled = false;
      this.#pump();
      this.#settled();
    });
  }

  async #send({ work, batch }: Job): Promise<void> {
    const kind = await this.#sender.send(batch.body, batch.samples);
    if (kind === 'retry') work.repeat(batch);
    else work.done(batch);
    this.#main.settle();
    this.#late.settle(this.#edges.clock.now());
    this.#pump();
    this.#settled();
  }

  /** Sends a work to its end, one request after the other, each once; false if one was not taken. */
  async #sendAll(work: Work, aborted: Promise<'aborted'>): Promise<boolean> {
    for (let batch = work.next(); batch; batch = work.next()) {
      if (batch === LATER) continue;
      const sent = await Promise.race([this.#sender.send(batch.body, batch.samples), aborted]);
      if (sent === 'aborted' || sent === 'retry') return false;
      work.done(batch);
    }
    return work.isComplete && work.failure === undefined;
  }

  #nextSettled(): Promise<void> {
    return new Promise((resolve) => this.#onSettled.push(resolve));
  }

  #settled(): void {
    for (const resolve of this.#onSettled.splice(0)) resolve();
  }
}
