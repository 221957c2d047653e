import type { HiveHealth } from '@rbee/contract';
import type { HiveSample } from '../ingest/index.ts';
import { instantMs, type Moment } from '../time/index.ts';
import { type HiveRecord, healthAt, silenceMs } from './hive-record.ts';
import { isNewer } from './order.ts';
import { hiveChanged, type RegistryEvent, workersChanged } from './registry-event.ts';

/** What became of a sample; `full` when it is of one hive more than may be known. */
export type Taken =
  | { readonly outcome: 'late' | 'backfill' | 'full' }
  | {
      readonly outcome: 'accepted';
      readonly record: HiveRecord;
      /** `up`, when the hive was not known or not healthy; to be told before the sample. */
      readonly hiveEvents: readonly RegistryEvent[];
      /** To be told after the sample. */
      readonly workerEvents: readonly RegistryEvent[];
    };

/** A hive with its standing at the moment of asking. */
export interface Standing {
  readonly record: HiveRecord;
  readonly health: HiveHealth;
}

/** Every hive that the queen knows, with its last sample. Time is passed in with every question. */
export class Registry {
  readonly #hives = new Map<string, HiveRecord>();
  readonly #forgetAfterMs: number;
  readonly #maxHives: number;

  constructor(limits: { readonly forgetAfterMs: number; readonly maxHives: number }) {
    this.#forgetAfterMs = limits.forgetAfterMs;
    this.#maxHives = limits.maxHives;
  }

  /** Takes a sample in, unless it is late or a backfill ([H6], [L2]). */
  take(sample: HiveSample, received: Moment): Taken {
    if (sample.backfill) return { outcome: 'backfill' };
    const known = this.#hives.get(sample.hive_id);
    if (!known && this.#hives.size >= this.#maxHives) return { outcome: 'full' };
    if (known && !isNewer(sample, known.sample, healthAt(known, received.monotonic))) {
      return { outcome: 'late' };
    }
    const clockSkewMs = instantMs(sample.instant) - received.at;
    const record: HiveRecord = { sample, received, clockSkewMs, announced: 'healthy' };
    this.#hives.set(sample.hive_id, record);
    return {
      outcome: 'accepted',
      record,
      hiveEvents: known?.announced === 'healthy' ? [] : [hiveChanged('up', record, received.at)],
      workerEvents: known ? workersChanged(known, record) : [],
    };
  }

  /** Looks for hives that fell silent ([R1]) or have been so for too long ([R4]). */
  sweep(now: Moment): RegistryEvent[] {
    const events: RegistryEvent[] = [];
    for (const [hiveId, record] of this.#hives) {
      const health = healthAt(record, now.monotonic);
      if (health !== 'healthy' && health !== record.announced) {
        this.#hives.set(hiveId, { ...record, announced: health });
        events.push(hiveChanged(health, record, now.at));
      }
      if (health === 'down' && silenceMs(record, now.monotonic) >= this.#forgetAfterMs) {
        this.#hives.delete(hiveId);
        events.push(hiveChanged('forgotten', record, now.at));
      }
    }
    return events;
  }

  /** Forgets a hive ([R4]); null when it is not known. */
  forget(hiveId: string, now: Moment): RegistryEvent | null {
    const record = this.#hives.get(hiveId);
    if (!record) return null;
    this.#hives.delete(hiveId);
    return hiveChanged('forgotten', record, now.at);
  }

  /** One hive with its standing, or undefined. */
  find(hiveId: string, monotonic: number): Standing | undefined {
    const record = this.#hives.get(hiveId);
    return record && { record, health: healthAt(record, monotonic) };
  }

  /** Every hive with its standing, in no particular order. */
  standings(monotonic: number): Standing[] {
    return Array.from(this.#hives.values(), (record) => ({ record, health: healthAt(record, monotonic) }));
  }
}
