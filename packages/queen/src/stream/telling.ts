import { type Changes, changesBetween, type Json } from '@rbee/contract';
import type { TelemetryEvent } from './state-source.ts';
import { summaryOf } from './summary.ts';
import type { Text } from './text.ts';

/** A hive's sample as the stream tells it. */
export abstract class Telling {
  abstract readonly hive_id: string;
  abstract readonly workersCount: number;
  /** The event itself ([S2]). */
  abstract readonly event: TelemetryEvent;
  /** The event as JSON. */
  abstract readonly json: string;
  /** Its summary as JSON ([S9]). */
  abstract readonly summary: string;

  /** The event as JSON, between two texts within ASCII. */
  within(before: string, after: string): Text {
    return `${before}${this.json}${after}`;
  }

  /** What changed since another sample of the hive ([S11]); null where that cannot be said in changes. */
  changesSince(before: Telling): Changes | null {
    return changesBetween(before.event as unknown as Json, this.event as unknown as Json);
  }
}

/** Tells an event that is there as a whole. */
export class EventTelling extends Telling {
  readonly event: TelemetryEvent;

  constructor(event: TelemetryEvent) {
    super();
    this.event = event;
  }

  get hive_id(): string {
    return this.event.hive_id;
  }

  get workersCount(): number {
    return this.event.workers.length;
  }

  get json(): string {
    return JSON.stringify(this.event);
  }

  get summary(): string {
    return JSON.stringify(summaryOf(this.event));
  }
}
