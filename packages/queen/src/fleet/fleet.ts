import { SSE_EVENTS } from '@rbee/contract';
import type { FastifyBaseLogger } from 'fastify';
import type { HiveSample } from '../ingest/index.ts';
import {
  type HiveRecord,
  type Registry,
  type RegistryEvent,
  type Taken,
  telemetryOf,
  type Via,
} from '../registry/index.ts';
import {
  EventTelling,
  type Hub,
  type StateSource,
  type TelemetryEvent,
  type Telling,
} from '../stream/index.ts';
import { momentOf, type QueenClock } from '../time.ts';
import { PatternedTelling } from './patterned-telling.ts';
import { queenBeat } from './queen-beat.ts';

/** What the registry knows, as the stream asks for it. */
export const stateOf = (registry: Registry, clock: QueenClock): StateSource => ({
  queen: () => queenBeat(registry, clock),
  corrected: (hiveId): TelemetryEvent | null => {
    const standing = registry.find(hiveId, clock.monotonic());
    return standing && standing.health !== 'healthy' ? telemetryOf(standing) : null;
  },
});

/** How a sample is told that was just taken. */
function tellingOf(record: HiveRecord): Telling {
  const { reading } = record.sample;
  if (reading) return new PatternedTelling(record, reading);
  return new EventTelling(telemetryOf({ record, health: 'healthy' }));
}

/** Everything that happens to the fleet, told to the registry first and then to everyone who watches. */
export class Fleet {
  readonly #registry: Registry;
  readonly #hub: Hub;
  readonly #clock: QueenClock;
  readonly #log: FastifyBaseLogger;
  /** Whether a hive changed its standing since the last beat. */
  #standingChanged = false;

  constructor(parts: { registry: Registry; hub: Hub; clock: QueenClock; log: FastifyBaseLogger }) {
    this.#registry = parts.registry;
    this.#hub = parts.hub;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  /** A hive's last sample, or undefined. */
  last(hiveId: string): HiveSample | undefined {
    return this.#registry.last(hiveId);
  }

  /** A heartbeat came in, by the link of that number or by POST. */
  take(sample: HiveSample, via: Via = null): Taken['outcome'] {
    const taken = this.#registry.take(sample, momentOf(this.#clock), via);
    if (taken.outcome !== 'accepted') return taken.outcome;
    this.#announce(taken.hiveEvents);
    this.#hub.publishTelemetry(tellingOf(taken.record));
    // Not before: watchers are told from the bytes that it came in.
    sample.reading?.settle();
    this.#announce(taken.workerEvents);
    return 'accepted';
  }

  /** The link of that number, which a hive used, has ended ([L3]). */
  cut(hiveId: string, link: number): void {
    const event = this.#registry.cut(hiveId, link, momentOf(this.#clock));
    if (event) this.#announce([event]);
  }

  /**
   * Time has passed: hives may have fallen silent, streams too. Whatever changed its standing since the last sweep
   * is told in one beat: ten thousand hives that come up together bring four a second, not ten thousand.
   */
  sweep(): void {
    this.#announce(this.#registry.sweep(momentOf(this.#clock)));
    if (this.#standingChanged) this.beat();
    this.#hub.tend();
  }

  /** The queen's own beat ([S3]). */
  beat(): void {
    this.#standingChanged = false;
    this.#hub.publish(SSE_EVENTS.heartbeat, queenBeat(this.#registry, this.#clock));
  }

  /** Someone asked to forget a hive ([R4]); false when it is not known. */
  forget(hiveId: string): boolean {
    const event = this.#registry.forget(hiveId, momentOf(this.#clock));
    if (event) this.#announce([event]);
    return event !== null;
  }

  #announce(events: readonly RegistryEvent[]): void {
    for (const { kind, event } of events) {
      if (kind === 'hive') this.#standingChanged = true;
      if (kind === 'hive' && event.type === 'forgotten') this.#hub.forget(event.hive_id);
      this.#hub.publish(SSE_EVENTS[kind], event);
      this.#log.info({ event }, `${kind} ${event.type}`);
    }
  }
}
