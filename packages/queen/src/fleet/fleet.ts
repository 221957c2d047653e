import { LIMITS } from '@rbee/contract';
import type { FastifyBaseLogger } from 'fastify';
import type { HiveRecord, IngestOutcome, Registry, RegistryEvent, Via } from '../registry/index.ts';
import type { Sample } from '../sample/index.ts';
import { momentOf, type QueenClock } from '../time.ts';

/** Hears of everything that happens to the fleet: the stream does, and whatever else keeps up with it. */
export interface FleetListener {
  /** A hive's sample was accepted. */
  sampled(record: HiveRecord): void;
  /** Something happened to a hive or a worker ([S10]). */
  happened(event: RegistryEvent): void;
  /** The queen's beat is due ([S3]). */
  beat(): void;
  /** Time has passed; called four times a second. */
  tick(): void;
}

/** Everything that happens to the fleet: the registry knows it first, then the listeners hear of it. */
export class Fleet {
  readonly #registry: Registry;
  readonly #listeners: readonly FleetListener[];
  readonly #clock: QueenClock;
  readonly #log: FastifyBaseLogger;
  /** True if a hive changed its standing since the last beat. */
  #standingChanged = false;

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

  /** A sample came, by the link of that number or by POST (null). */
  ingest(sample: Sample, via: Via = null): IngestOutcome['outcome'] {
    const result = this.#registry.ingest(sample, momentOf(this.#clock), via);
    if (result.outcome !== 'accepted') return result.outcome;
    this.#announce(result.hiveEvents);
    for (const listener of this.#listeners) listener.sampled(result.record);
    this.#announce(result.workerEvents);
    return 'accepted';
  }

  /** The link of that number, which a hive used, has ended ([L3]). */
  linkClosed(hiveId: string, link: number): void {
    const event = this.#registry.linkClosed(hiveId, link, momentOf(this.#clock));
    if (event) this.#announce([event]);
  }

  /**
   * Looks for hives that fell silent. All changes of standing since the last sweep share one beat: ten thousand hives that
   * come up together cause four beats a second, not ten thousand.
   */
  sweep(): void {
    this.#announce(this.#registry.sweep(momentOf(this.#clock)));
    if (this.#standingChanged) this.beat();
    for (const listener of this.#listeners) listener.tick();
  }

  /** Sends the queen's own beat ([S3]). */
  beat(): void {
    this.#standingChanged = false;
    for (const listener of this.#listeners) listener.beat();
  }

  /** Forgets a hive on request ([R4]); false when it is not known. */
  forget(hiveId: string): boolean {
    const event = this.#registry.forget(hiveId, momentOf(this.#clock));
    if (event) this.#announce([event]);
    return event !== null;
  }

  #announce(events: readonly RegistryEvent[]): void {
    for (const happened of events) {
      const { kind, event } = happened;
      if (kind === 'hive') this.#standingChanged = true;
      for (const listener of this.#listeners) listener.happened(happened);
      this.#log.info({ event }, `${kind} ${event.type}`);
    }
  }
}

/** How often silence is looked for, milliseconds: a hive is seen to be degraded or down at most this much late. */
const SWEEP_MS = 250;

/**
 * Starts the queen's two timers; the function that it returns stops them. `checkLinks` runs before each sweep. When the event
 * loop was blocked, what arrived meanwhile is read before any hive is taken for silent.
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
