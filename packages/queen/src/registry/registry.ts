import type { HiveHealth } from '@rbee/contract';
import type { Sample, Via } from '../sample/index.ts';
import { instantMs, type Moment } from '../time.ts';
import { AnnouncedCounts, type FleetCounts } from './fleet-counts.ts';
import { FleetIndex } from './fleet-index.ts';
import { FleetLimits, type FleetLimitsOptions, type Full } from './fleet-limits.ts';
import { type HiveRecord, healthAt, nextLookAt, silenceMs } from './hive-record.ts';
import { isNewer } from './order.ts';
import { CompetingRuns, type Owner, runOf } from './ownership.ts';
import { hiveChanged, type RegistryEvent, workersChanged } from './registry-event.ts';
import { TimerWheel } from './timer-wheel.ts';

/**
 * `late`: not newer than the stored sample ([H6]). `backfill`: sent after an outage ([L2]). `full`: a limit on the
 * known hives is reached. `conflict`: another run owns the id ([H8]). `failed`: an error of the queen.
 */
export type IngestOutcome =
  | { readonly outcome: 'late' | 'backfill' | 'conflict' }
  | {
      readonly outcome: 'failed';
      readonly error: unknown;
      /** The hive itself, if it was known: it is forgotten. */
      readonly hiveEvents: readonly RegistryEvent[];
    }
  | {
      readonly outcome: 'full';
      readonly full: Full;
      /** The hives that were forgotten in vain, to make room. */
      readonly hiveEvents: readonly RegistryEvent[];
    }
  | {
      readonly outcome: 'accepted';
      readonly record: HiveRecord;
      /**
       * The hives that were forgotten to make room, and the `up` event if the hive was unknown or not healthy; published before
       * the sample.
       */
      readonly hiveEvents: readonly RegistryEvent[];
      /** Published after the sample. */
      readonly workerEvents: readonly RegistryEvent[];
    };

/** A hive with its current status. */
export interface HiveStatus {
  readonly record: HiveRecord;
  readonly health: HiveHealth;
}

/** Every known hive with its last sample. Callers pass the current time to every method that needs it. */
export class Registry {
  readonly #hives = new Map<string, HiveRecord>();
  /** Only for hives whose id was recently claimed by another run. */
  readonly #competing = new Map<string, CompetingRuns>();
  readonly #timers = new TimerWheel();
  readonly #counts = new AnnouncedCounts();
  readonly #forgetAfterMs: number;
  readonly #limits: FleetLimits;
  /** The index for queries of workers. */
  readonly index = new FleetIndex();

  constructor(options: { readonly forgetAfterMs: number } & FleetLimitsOptions) {
    this.#forgetAfterMs = options.forgetAfterMs;
    this.#limits = new FleetLimits(options);
  }

  /** Memory of the state of all hives, bytes. */
  get bytes(): number {
    return this.#limits.bytes;
  }

  /** Memory of the state of one hive, bytes; 0 if it is unknown. */
  bytesOf(hiveId: string): number {
    return this.#limits.bytesOf(hiveId);
  }

  /**
   * Stores a sample that came from an address, unless it is late, a backfill, from a run that does not own the id, or there is
   * no room for it ([H6], [H8], [L2]).
   */
  ingest(sample: Sample, received: Moment, via: Via = null, address = 'local'): IngestOutcome {
    const known = this.#hives.get(sample.hive_id);
    const newer = !known || isNewer(sample, known.sample, healthAt(known, received.monotonic));
    if (known && this.#refuses(sample, via, known, newer, received.monotonic)) return { outcome: 'conflict' };
    if (sample.backfill) return { outcome: 'backfill' };
    if (!newer) return { outcome: 'late' };
    try {
      return this.#store(sample, { received, via, address, known });
    } catch (error) {
      this.#drop(sample.hive_id);
      const hiveEvents = known ? [hiveChanged('forgotten', known, received.at)] : [];
      return { outcome: 'failed', error, hiveEvents };
    }
  }

  /** Stores the newest sample of a hive. After an error in it only a part of the indexes has the sample. */
  #store(
    sample: Sample,
    {
      received,
      via,
      address,
      known,
    }: { received: Moment; via: Via; address: string; known: HiveRecord | undefined },
  ): IngestOutcome {
    const { full, forgotten } = this.#makeRoom(sample, received, address);
    if (full) return { outcome: 'full', full, hiveEvents: forgotten };
    const record: HiveRecord = {
      sample,
      received,
      clockSkewMs: instantMs(sample.instant) - received.at,
      via,
      cut: false,
      conflicting: this.#competing.get(sample.hive_id)?.refusedWithin(received.monotonic) ?? 0,
      announced: 'healthy',
    };
    this.#put(record);
    const hasOtherWorkers = this.index.put(sample);
    this.#scheduleCheck(record, 'healthy');
    return {
      outcome: 'accepted',
      record,
      hiveEvents:
        known?.announced === 'healthy' ? forgotten : [...forgotten, hiveChanged('up', record, received.at)],
      workerEvents: known && hasOtherWorkers ? workersChanged(known, record) : [],
    };
  }

  /** Degrades a hive whose link has ended ([L3]); null if the hive does not use that link or is not healthy. */
  linkClosed(hiveId: string, link: number, now: Moment): RegistryEvent | null {
    const record = this.#hives.get(hiveId);
    if (record?.via !== link) return null;
    const cut: HiveRecord = { ...record, via: null, cut: true };
    const isNews = record.announced === 'healthy';
    this.#put(isNews ? { ...cut, announced: 'degraded' } : cut);
    return isNews ? hiveChanged('degraded', record, now.at) : null;
  }

  /**
   * Updates hives that fell silent ([R1]) and forgets those silent for too long ([R4]). An error in one hive is passed to `failed`,
   * and the hive is looked at again later.
   */
  sweep(now: Moment, failed: (error: unknown) => void = raise): RegistryEvent[] {
    const events: RegistryEvent[] = [];
    for (const hiveId of this.#timers.due(now.monotonic)) {
      const record = this.#hives.get(hiveId);
      if (!record) continue;
      try {
        events.push(...this.#judge(record, now));
      } catch (error) {
        this.#timers.put(hiveId, now.monotonic + record.sample.interval_ms);
        failed(error);
      }
    }
    for (const [hiveId, competing] of this.#competing) {
      if (competing.isOver(now.monotonic)) this.#competing.delete(hiveId);
    }
    return events;
  }

  /** Forgets a hive ([R4]); null if it is unknown. */
  forget(hiveId: string, now: Moment): RegistryEvent | null {
    const record = this.#hives.get(hiveId);
    if (!record) return null;
    this.#drop(hiveId);
    return hiveChanged('forgotten', record, now.at);
  }

  /** One hive with its status, or undefined. */
  find(hiveId: string, monotonic: number): HiveStatus | undefined {
    const record = this.#hives.get(hiveId);
    return record && { record, health: healthAt(record, monotonic) };
  }

  /** A hive's last sample, or undefined. */
  last(hiveId: string): Sample | undefined {
    return this.#hives.get(hiveId)?.sample;
  }

  /** The totals of the fleet by the published statuses ([S3]). */
  counts(): FleetCounts {
    return this.#counts.present;
  }

  /** Counts a sample; hives that are down are forgotten if it needs their place ([R4]). */
  #makeRoom(sample: Sample, at: Moment, address: string): { full: Full | null; forgotten: RegistryEvent[] } {
    const forgotten: RegistryEvent[] = [];
    for (;;) {
      const full = this.#limits.admit(sample, address);
      const hiveId = full && this.#limits.oneToForget(full.bound, address, sample.hive_id);
      const event = hiveId ? this.forget(hiveId, at) : null;
      if (event === null) return { full, forgotten };
      forgotten.push(event);
    }
  }

  /** Applies the current status of a silent hive. */
  #judge(record: HiveRecord, now: Moment): RegistryEvent[] {
    const { hive_id } = record.sample;
    const health = healthAt(record, now.monotonic);
    const events: RegistryEvent[] = [];
    if (health !== 'healthy' && health !== record.announced) {
      this.#put({ ...record, announced: health });
      if (health === 'down') {
        this.index.markDown(hive_id);
        this.#limits.markDown(hive_id);
      }
      events.push(hiveChanged(health, record, now.at));
    }
    if (health === 'down' && silenceMs(record, now.monotonic) >= this.#forgetAfterMs) {
      this.#drop(hive_id);
      events.push(hiveChanged('forgotten', record, now.at));
    } else this.#scheduleCheck(record, health);
    return events;
  }

  #scheduleCheck(record: HiveRecord, health: HiveHealth): void {
    this.#timers.put(record.sample.hive_id, nextLookAt(record, health, this.#forgetAfterMs));
  }

  #put(record: HiveRecord): void {
    const { hive_id } = record.sample;
    this.#counts.replace(this.#hives.get(hive_id), record);
    this.#hives.set(hive_id, record);
  }

  #drop(hiveId: string): void {
    this.#counts.replace(this.#hives.get(hiveId), undefined);
    this.#hives.delete(hiveId);
    this.index.delete(hiveId);
    this.#limits.delete(hiveId);
    this.#timers.delete(hiveId);
    this.#competing.delete(hiveId);
  }

  /** True if another run owns the id; otherwise this run becomes the owner if its sample is stored ([H8]). */
  #refuses(sample: Sample, via: Via, known: HiveRecord, isNewer: boolean, at: number): boolean {
    const run = runOf(sample, via);
    const owner = ownerOf(known, at);
    if (run === owner.run) return false;
    const competing = this.#competing.get(sample.hive_id) ?? new CompetingRuns();
    this.#competing.set(sample.hive_id, competing);
    return competing.refuses({ run, isNewer, isBackfill: sample.backfill, at }, owner);
  }
}

const ownerOf = (record: HiveRecord, now: number): Owner => ({
  run: runOf(record.sample, record.cut ? null : record.via),
  hasLink: record.via !== null,
  isHealthy: healthAt(record, now) === 'healthy',
  intervalMs: record.sample.interval_ms,
});

function raise(error: unknown): never {
  throw error;
}
