import type { FastifyBaseLogger } from 'fastify';
import type { RegistryEvent } from '../registry/index.ts';

/** Time over which events are counted, milliseconds, and the number of them that have a line each. */
const PERIOD_MS = 10_000;
const MAX_LINES = 20;

/**
 * Logs the events of hives and workers. In ten seconds at most twenty of them have a line each; the others are counted, and one
 * line at the end of the ten seconds has their numbers. So a fleet that starts, and a client that makes up ids, cannot fill a disk.
 */
export class FleetLog {
  readonly #log: Pick<FastifyBaseLogger, 'info'>;
  readonly #monotonic: () => number;
  #endsAt = Number.NEGATIVE_INFINITY;
  #lines = 0;
  readonly #counts = new Map<string, number>();

  /** `monotonic` is a clock in milliseconds. */
  constructor(log: Pick<FastifyBaseLogger, 'info'>, monotonic: () => number) {
    this.#log = log;
    this.#monotonic = monotonic;
  }

  /** Logs or counts an event. */
  event({ kind, event }: RegistryEvent): void {
    this.tick();
    const line = `${kind} ${event.type}`;
    if (this.#lines < MAX_LINES) {
      this.#lines += 1;
      this.#log.info({ event }, line);
    } else this.#counts.set(line, (this.#counts.get(line) ?? 0) + 1);
  }

  /** Ends the period if its time is over. */
  tick(): void {
    const now = this.#monotonic();
    if (now < this.#endsAt) return;
    this.flush();
    this.#endsAt = now + PERIOD_MS;
    this.#lines = 0;
  }

  /** Logs the numbers of the events that had no line of their own. */
  flush(): void {
    if (this.#counts.size === 0) return;
    const counts = Object.fromEntries(this.#counts);
    this.#counts.clear();
    this.#log.info({ counts }, 'more events of hives and workers');
  }
}
