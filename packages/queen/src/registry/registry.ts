import type { HiveHealth } from '@rbee/contract';
import type { Sample } from '../sample/index.ts';
import { instantMs, type Moment } from '../time.ts';
import { type FleetCounts, fleetCounts } from './fleet-counts.ts';
import { FleetIndex } from './fleet-index.ts';
import { type HiveRecord, healthAt, nextLookAt, silenceMs } from './hive-record.ts';
import { isNewer } from './order.ts';
import { CompetingRuns, claimantOf, type Holder, type Via } from './ownership.ts';
import { hiveChanged, type RegistryEvent, workersChanged } from './registry-event.ts';
import { TimerWheel } from './timer-wheel.ts';

/** What became of a sample; `full` when it is of one hive more than may be known, `run` when its id is another's. */
export type IngestOutcome =
  | { readonly outcome: 'late' | 'backfill' | 'full' | 'conflict' }
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
  /** Of those hives alone whose id was claimed by another run of late. */
  readonly #competing = new Map<string, CompetingRuns>();
  readonly #timers = new TimerWheel();
  readonly #forgetAfterMs: number;
  readonly #maxHives: number;
  /** The workers of the fleet, as they are looked for. */
  readonly index = new FleetIndex();

  constructor(limits: { readonly forgetAfterMs: number; readonly maxHives: number }) {
    this.#forgetAfterMs = limits.forgetAfterMs;
    this.#maxHives = limits.maxHives;
  }

  /** Takes a sample in, unless it is late, a backfill or a run's ([H6], [H8], [L2]). */
  ingest(sample: Sample, received: Moment, via: Via = null): IngestOutcome {
    const known = this.#hives.get(sample.hive_id);
    const newer = !known || isNewer(sample, known.sample, healthAt(known, received.monotonic));
    if (known && this.#isConflict(sample, via, known, newer, received.monotonic))
      return { outcome: 'conflict' };
    if (sample.backfill) return { outcome: 'backfill' };
    if (!known && this.#hives.size >= this.#maxHives) return { outcome: 'full' };
    if (!newer) return { outcome: 'late' };
    const record: HiveRecord = {
      sample,
      received,
      clockSkewMs: instantMs(sample.instant) - received.at,
      via,
      cut: false,
      conflicting: this.#competing.get(sample.hive_id)?.refused(received.monotonic) ?? 0,
      announced: 'healthy',
    };
    this.#hives.set(sample.hive_id, record);
    this.index.put(sample);
    this.#look(record, 'healthy');
    return {
      outcome: 'accepted',
      record,
      hiveEvents: known?.announced === 'healthy' ? [] : [hiveChanged('up', record, received.at)],
      workerEvents: known ? workersChanged(known, record) : [],
    };
  }

  /** The link that a hive's last sample came by has ended: it is degraded at once ([L3]); null when that is no news. */
  linkClosed(hiveId: string, link: number, now: Moment): RegistryEvent | null {
    const record = this.#hives.get(hiveId);
    if (record?.via !== link) return null;
    const cut: HiveRecord = { ...record, via: null, cut: true };
    const isNews = record.announced === 'healthy';
    this.#hives.set(hiveId, isNews ? { ...cut, announced: 'degraded' } : cut);
    return isNews ? hiveChanged('degraded', record, now.at) : null;
  }

  /** Looks for hives that fell silent ([R1]) or have been so for too long ([R4]). */
  sweep(now: Moment): RegistryEvent[] {
    const events: RegistryEvent[] = [];
    for (const hiveId of this.#timers.due(now.monotonic)) {
      const record = this.#hives.get(hiveId);
      if (record) events.push(...this.#judge(record, now));
    }
    for (const [hiveId, competing] of this.#competing) {
      if (competing.isOver(now.monotonic)) this.#competing.delete(hiveId);
    }
    return events;
  }

  /** Forgets a hive ([R4]); null when it is not known. */
  forget(hiveId: string, now: Moment): RegistryEvent | null {
    const record = this.#hives.get(hiveId);
    if (!record) return null;
    this.#drop(hiveId);
    return hiveChanged('forgotten', record, now.at);
  }

  /** One hive with its standing, or undefined. */
  find(hiveId: string, monotonic: number): Standing | undefined {
    const record = this.#hives.get(hiveId);
    return record && { record, health: healthAt(record, monotonic) };
  }

  /** A hive's last sample, or undefined. */
  last(hiveId: string): Sample | undefined {
    return this.#hives.get(hiveId)?.sample;
  }

  /** Every hive with its standing, in no particular order. */
  standings(monotonic: number): Standing[] {
    return Array.from(this.#hives.values(), (record) => ({ record, health: healthAt(record, monotonic) }));
  }

  /** The fleet in numbers, as it was announced ([S3]). */
  counts(): FleetCounts {
    return fleetCounts(this.#announced());
  }

  *#announced(): Generator<Standing> {
    for (const record of this.#hives.values()) yield { record, health: record.announced };
  }

  /** What silence has made of a hive. */
  #judge(record: HiveRecord, now: Moment): RegistryEvent[] {
    const { hive_id } = record.sample;
    const health = healthAt(record, now.monotonic);
    const events: RegistryEvent[] = [];
    if (health !== 'healthy' && health !== record.announced) {
      this.#hives.set(hive_id, { ...record, announced: health });
      if (health === 'down') this.index.down(hive_id);
      events.push(hiveChanged(health, record, now.at));
    }
    if (health === 'down' && silenceMs(record, now.monotonic) >= this.#forgetAfterMs) {
      this.#drop(hive_id);
      events.push(hiveChanged('forgotten', record, now.at));
    } else this.#look(record, health);
    return events;
  }

  #look(record: HiveRecord, health: HiveHealth): void {
    this.#timers.put(record.sample.hive_id, nextLookAt(record, health, this.#forgetAfterMs));
  }

  #drop(hiveId: string): void {
    this.#hives.delete(hiveId);
    this.index.delete(hiveId);
    this.#timers.delete(hiveId);
    this.#competing.delete(hiveId);
  }

  /** Whether the id is another run's; where it is not, it is this one's from now on if the sample is taken ([H8]). */
  #isConflict(sample: Sample, via: Via, known: HiveRecord, newer: boolean, now: number): boolean {
    const claimant = claimantOf(sample, via);
    const holder = holderOf(known, now);
    if (claimant === holder.claimant) return false;
    const competing = this.#competing.get(sample.hive_id) ?? new CompetingRuns();
    this.#competing.set(sample.hive_id, competing);
    const stands = competing.stands(holder, claimant, newer, now);
    if (stands || !newer || sample.backfill) {
      competing.note(claimant, now, stands);
      return stands;
    }
    competing.yieldTo(claimant);
    competing.note(holder.claimant, now);
    return false;
  }
}

const holderOf = (record: HiveRecord, now: number): Holder => ({
  claimant: claimantOf(record.sample, record.cut ? null : record.via),
  linked: record.via !== null,
  healthy: healthAt(record, now) === 'healthy',
  intervalMs: record.sample.interval_ms,
});
