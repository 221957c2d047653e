import type { NodeStats, ProcessStats } from '@rbee/contract';
import type { Instant } from '../time.ts';
import type { HiveSample } from './hive-sample.ts';
import type { Pause } from './pause.ts';
import { readHeartbeat } from './read-heartbeat.ts';
import type { Reading } from './reading.ts';

/** A sample that is kept as the text that it came in, and taken apart only if somebody asks for what is in it. */
export class PatternedSample implements HiveSample {
  readonly reading: Reading;
  #whole: HiveSample | undefined;

  constructor(reading: Reading, whole?: HiveSample) {
    this.reading = reading;
    this.#whole = whole;
  }

  get hive_id(): string {
    return this.reading.pattern.sample.hive_id;
  }

  get interval_ms(): number {
    return this.reading.pattern.sample.interval_ms;
  }

  get boot_id(): string | undefined {
    return this.reading.pattern.sample.boot_id;
  }

  get version(): string | undefined {
    return this.reading.pattern.sample.version;
  }

  get sampled_at(): string {
    return this.reading.sampledAt;
  }

  get instant(): Instant {
    return this.reading.instant;
  }

  get seq(): number | undefined {
    return this.reading.pattern.seq(this.reading);
  }

  get workersCount(): number {
    return this.reading.pattern.workersCount;
  }

  get idleWorkers(): number {
    return this.reading.pattern.idleWorkers(this.reading);
  }

  get pause(): Pause {
    return this.reading.pattern.pause;
  }

  get backfill(): boolean {
    return false;
  }

  get words(): HiveSample['words'] {
    return {};
  }

  get workers(): ProcessStats[] {
    return this.#parsed().workers;
  }

  get node(): NodeStats | undefined {
    return this.#parsed().node;
  }

  #parsed(): HiveSample {
    if (this.#whole) return this.#whole;
    const read = readHeartbeat(JSON.parse(this.reading.text));
    if (!read.ok) throw new Error(`A heartbeat followed a pattern and is wrong: ${read.refusal.detail}`);
    this.#whole = read.sample;
    return read.sample;
  }
}
