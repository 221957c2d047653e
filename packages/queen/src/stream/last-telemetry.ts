/** A hive's last telemetry as it was published. */
export interface PublishedFrame {
  /** Number of the event. */
  readonly number: number;
  readonly frame: Buffer;
}

/** Every known hive's last telemetry frame, in the order of publication ([S4]). */
export class LastTelemetry {
  readonly #frames = new Map<string, PublishedFrame>();

  /** Keeps a hive's frame; it moves to the end, so that iterating goes by number. */
  keep(hiveId: string, published: PublishedFrame): void {
    this.#frames.delete(hiveId);
    this.#frames.set(hiveId, published);
  }

  forget(hiveId: string): void {
    this.#frames.delete(hiveId);
  }

  /** Number of the oldest of them; undefined without hives. */
  oldest(): number | undefined {
    return this.#frames.values().next().value?.number;
  }

  /** Every hive with its frame, by ascending number. */
  entries(): Iterable<[string, PublishedFrame]> {
    return this.#frames;
  }

  /** Ids of every hive, sorted. */
  hiveIds(): string[] {
    return [...this.#frames.keys()].sort();
  }
}
