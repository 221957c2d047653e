import { LIMITS } from '@rbee/contract';
import type { FastifyBaseLogger } from 'fastify';
import type { Faults } from '../faults.ts';
import { limitRefusal } from '../limit-refusal.ts';
import type { QueenMetrics } from '../metrics/index.ts';
import { hiveRetryMs } from '../overload.ts';
import type { Refusal } from '../problem.ts';
import { type HiveRecord, type Registry, type RegistryEvent, SWEEP_MS } from '../registry/index.ts';
import {
  type DecodedSample,
  decodeWhole,
  parseJson,
  type Sample,
  type SampleSource,
  transportOf,
  type Via,
} from '../sample/index.ts';
import { LOCAL_SENDER, type Sender } from '../sender.ts';
import { momentOf, type QueenClock } from '../time.ts';
import { FleetLog } from './fleet-log.ts';

/** Receives every change of the fleet, in order. An error in it concerns neither the heartbeat nor the other listeners. */
export interface FleetListener {
  /** A hive's sample was accepted; `source` is what it was decoded from. */
  sampled(record: HiveRecord, source: SampleSource): void;
  /** A sample that is late ([H6]) or a backfill ([L2]) came by that link; it changes nothing of the present. */
  past(sample: Sample, via: Via): void;
  /** An event of a hive or a worker ([S10]). */
  transition(event: RegistryEvent): void;
  /** The queen's beat is due ([S3]). */
  beat(): void;
  /** Called four times a second. */
  tick(): void;
}

/** The result of a heartbeat: `ok` also if it was late or a backfill, otherwise the reason why it is refused. */
export type IngestResult =
  | { readonly ok: true; readonly hiveId: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** Applies heartbeats and silence to the registry, then passes the resulting events to the listeners. */
export class Fleet {
  readonly #registry: Registry;
  readonly #listeners: readonly FleetListener[];
  readonly #clock: QueenClock;
  readonly #log: FleetLog;
  readonly #metrics: Pick<QueenMetrics, 'heartbeat' | 'limitReached'>;
  readonly #faults: Faults;
  readonly #onWrongHive: (sender: Sender, hiveId: string) => void;
  /** True if a hive changed its status since the last beat. */
  #statusChanged = false;

  constructor(parts: {
    registry: Registry;
    listeners: readonly FleetListener[];
    clock: QueenClock;
    log: FastifyBaseLogger;
    metrics: Pick<QueenMetrics, 'heartbeat' | 'limitReached'>;
    faults: Faults;
    /** A heartbeat named another hive than that of its token ([A3]). */
    onWrongHive?: (sender: Sender, hiveId: string) => void;
  }) {
    this.#registry = parts.registry;
    this.#listeners = parts.listeners;
    this.#clock = parts.clock;
    this.#log = new FleetLog(parts.log, () => parts.clock.monotonic());
    this.#metrics = parts.metrics;
    this.#faults = parts.faults;
    this.#onWrongHive = parts.onWrongHive ?? (() => {});
  }

  /** Ingests the body of a POST ([H1], [H2]). */
  ingestBody(bytes: Buffer, sender?: Sender): IngestResult {
    const parsed = parseJson(bytes);
    if (!parsed.ok) return parsed;
    const hiveId = (parsed.value as { readonly hive_id?: unknown } | null)?.hive_id;
    const previous = typeof hiveId === 'string' ? this.#registry.last(hiveId) : undefined;
    const decoded = decodeWhole(parsed.value, previous);
    return decoded.ok ? this.ingest(decoded, null, sender) : decoded;
  }

  /**
   * Ingests a sample that came by the link of that number, or by POST (null). The caller counts refusals. Throws
   * if the sample could not be stored; its hive is then forgotten, so that no part of the sample remains.
   */
  ingest(
    { sample, source }: Pick<DecodedSample, 'sample' | 'source'>,
    via: Via,
    sender: Sender = LOCAL_SENDER,
  ): IngestResult {
    const { hiveId } = sender;
    if (hiveId !== null && hiveId !== sample.hive_id) {
      this.#onWrongHive(sender, sample.hive_id);
      return { ok: false, refusal: wrongHive(hiveId, sample.hive_id) };
    }
    const result = this.#registry.ingest(sample, momentOf(this.#clock), via, sender.owner);
    const { outcome } = result;
    if (outcome === 'failed') {
      this.#announce(result.hiveEvents);
      throw result.error;
    }
    if (outcome === 'full') {
      const { limit, bound } = result.full;
      this.#announce(result.hiveEvents);
      this.#metrics.limitReached(limit, bound);
      return { ok: false, refusal: limitRefusal(limit, bound) };
    }
    if (outcome === 'conflict') return { ok: false, refusal: idTaken(sample.hive_id) };
    if (outcome === 'accepted') {
      this.#announce(result.hiveEvents);
      this.#tell((listener) => listener.sampled(result.record, source));
      this.#announce(result.workerEvents);
    } else this.#tell((listener) => listener.past(sample, via));
    this.#metrics.heartbeat(outcome, transportOf(via));
    return { ok: true, hiveId: sample.hive_id };
  }

  /** The time over which hives spread their attempts to come back, milliseconds ([L4]). */
  get retryMs(): number {
    return hiveRetryMs(this.#registry.index.hivesOnline);
  }

  /** Handles the end of a hive's link ([L3]). */
  linkClosed(hiveId: string, link: number): void {
    const event = this.#registry.linkClosed(hiveId, link, momentOf(this.#clock));
    if (event) this.#announce([event]);
  }

  /**
   * Finds hives that fell silent. All status changes since the last sweep share one beat: ten thousand hives that come up
   * together cause four beats a second, not ten thousand.
   */
  sweep(): void {
    const failed = (error: unknown): void => this.#faults.note('timer', error);
    this.#announce(this.#registry.sweep(momentOf(this.#clock), failed));
    if (this.#statusChanged) this.beat();
    this.#tell((listener) => listener.tick());
    this.#log.tick();
  }

  /** Sends the queen's own beat ([S3]). */
  beat(): void {
    this.#statusChanged = false;
    this.#tell((listener) => listener.beat());
  }

  /** Forgets a hive ([R4]); returns false if the hive is unknown. */
  forget(hiveId: string): boolean {
    const event = this.#registry.forget(hiveId, momentOf(this.#clock));
    if (event) this.#announce([event]);
    return event !== null;
  }

  /** Writes what the log holds back; call it when the queen stops. */
  flushLog(): void {
    this.#log.flush();
  }

  #announce(events: readonly RegistryEvent[]): void {
    for (const transition of events) {
      if (transition.kind === 'hive') this.#statusChanged = true;
      this.#tell((listener) => listener.transition(transition));
      this.#log.event(transition);
    }
  }

  #tell(call: (listener: FleetListener) => void): void {
    for (const listener of this.#listeners) this.#faults.contain('listener', () => call(listener));
  }
}

const wrongHive = (own: string, named: string): Refusal => ({
  code: 'wrong_hive',
  detail: `The token belongs to the hive ${own}, not to ${named}; each hive needs a token of its own.`,
});

const idTaken = (hiveId: string): Refusal => ({
  code: 'hive_id_taken',
  detail: `Another hive reports as ${hiveId}; give each hive its own id with --hive-id.`,
});

/**
 * Starts the timers of the sweep and of the beat; the returned function stops them. `checkLinks` runs before each sweep. An error
 * in one of the three ends neither the timers nor the others. After the event loop was blocked, pending input is read before any
 * hive is declared silent.
 */
export function startTimers(
  fleet: Pick<Fleet, 'sweep' | 'beat'>,
  clock: QueenClock,
  checkLinks: () => void,
  faults: Faults,
): () => void {
  const sweepNow = (): void => {
    faults.contain('timer', checkLinks);
    faults.contain('timer', () => fleet.sweep());
  };
  let dueAt = clock.monotonic() + SWEEP_MS;
  const sweep = setInterval(() => {
    const now = clock.monotonic();
    const isLate = now - dueAt >= SWEEP_MS;
    dueAt = now + SWEEP_MS;
    if (isLate) setImmediate(sweepNow);
    else sweepNow();
  }, SWEEP_MS).unref();
  const beat = setInterval(() => faults.contain('timer', () => fleet.beat()), LIMITS.queenBeatMs).unref();
  return () => {
    clearInterval(sweep);
    clearInterval(beat);
  };
}
