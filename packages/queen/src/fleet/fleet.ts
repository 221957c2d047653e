import { LIMITS } from '@rbee/contract';
import type { FastifyBaseLogger } from 'fastify';
import type { HiveRecord, IngestOutcome, Registry, RegistryEvent, Via } from '../registry/index.ts';
import type { Sample, SampleSource } from '../sample/index.ts';
import { momentOf, type QueenClock } from '../time.ts';

/** Receives every change of the fleet, in order. */
export interface FleetListener {
  /** A hive's sample was accepted; `source` is what it was decoded from, where that is known. */
  sampled(record: HiveRecord, source: SampleSource | undefined): void;
  /** An event of a hive or a worker ([S10]). */
  transition(event: RegistryEvent): void;
  /** The queen's beat is due ([S3]). */
  beat(): void;
  /** Called four times a second. */
  tick(): void;
}

/** Applies heartbeats and silence to the registry, then passes the resulting events to the listeners. */
export class Fleet {
  readonly #registry: Registry;
  readonly #listeners: readonly FleetListener[];
  readonly #clock: QueenClock;
  readonly #log: FastifyBaseLogger;
  /** True if a hive changed its status since the last beat. */
  #statusChanged = false;

  constructor(parts: {
    registry: Registry;
    listeners: readonly FleetListener[];
    clock: QueenClock;
    log: FastifyBaseLogger;
  }) {
    this.#registry = parts.registry;
    this.#listeners = parts.listeners;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  /** A hive's last sample, or undefined. */
  last(hiveId: string): Sample | undefined {
    return this.#registry.last(hiveId);
  }

  /** Handles a sample that arrived over the link with that number, or by POST (null). */
  ingest(sample: Sample, via: Via = null, source?: SampleSource): IngestOutcome['outcome'] {
    const result = this.#registry.ingest(sample, momentOf(this.#clock), via);
    if (result.outcome !== 'accepted') return result.outcome;
    this.#announce(result.hiveEvents);
    for (const listener of this.#listeners) listener.sampled(result.record, source);
    this.#announce(result.workerEvents);
    return 'accepted';
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
    this.#announce(this.#registry.sweep(momentOf(this.#clock)));
    if (this.#statusChanged) this.beat();
    for (const listener of this.#listeners) listener.tick();
  }

  /** Sends the queen's own beat ([S3]). */
  beat(): void {
    this.#statusChanged = false;
    for (const listener of this.#listeners) listener.beat();
  }

  /** Forgets a hive ([R4]); returns false if the hive is unknown. */
  forget(hiveId: string): boolean {
    const event = this.#registry.forget(hiveId, momentOf(this.#clock));
    if (event) this.#announce([event]);
    return event !== null;
  }

  #announce(events: readonly RegistryEvent[]): void {
    for (const transition of events) {
      const { kind, event } = transition;
      if (kind === 'hive') this.#statusChanged = true;
      for (const listener of this.#listeners) listener.transition(transition);
      this.#log.info({ event }, `${kind} ${event.type}`);
    }
  }
}

/** Interval of the sweeps for silent hives, milliseconds: a degraded or down hive is detected at most this late. */
const SWEEP_MS = 250;

/**
 * Starts the queen's two timers; the returned function stops them. `checkLinks` runs before each sweep. After the event loop
 * was blocked, pending input is read before any hive is declared silent.
 */
export function startTimers(
  fleet: Pick<Fleet, 'sweep' | 'beat'>,
  clock: QueenClock,
  checkLinks: () => void,
): () => void {
  const look = (): void => {
    checkLinks();
    fleet.sweep();
  };
  let dueAt = clock.monotonic() + SWEEP_MS;
  const sweep = setInterval(() => {
    const now = clock.monotonic();
    const isLate = now - dueAt >= SWEEP_MS;
    dueAt = now + SWEEP_MS;
    if (isLate) setImmediate(look);
    else look();
  }, SWEEP_MS).unref();
  const beat = setInterval(() => fleet.beat(), LIMITS.queenBeatMs).unref();
  return () => {
    clearInterval(sweep);
    clearInterval(beat);
  };
}
