import {
  applyChanges,
  createCheck,
  type DeltaEvent,
  DeltaEventSchema,
  HiveTelemetryEventSchema,
  type Json,
  WholeDeltaEventSchema,
} from '@rbee/contract';
import type { Decoded } from './decode.ts';
import type { StreamEvent } from './stream-event.ts';

/** What an event named `delta` turned out to be: as any other, or one that a gap came before. */
export type DeltaDecoded = Decoded | { readonly kind: 'gap' };

/** Samples by their changes ([S11]): knows the last sample of every hive, on which the next change builds. */
export interface Deltas {
  /** Reads the data of an event named `delta`. */
  decode(value: unknown): DeltaDecoded;
  /** Hears of the other events: hives that left are forgotten. */
  hear(event: StreamEvent): void;
  /** Forgets everything: what comes next must be whole. */
  clear(): void;
}

interface Known {
  readonly sample: Json;
  readonly step: number;
}

const whole = createCheck(WholeDeltaEventSchema);
const delta = createCheck(DeltaEventSchema);
const telemetry = createCheck(HiveTelemetryEventSchema);

const BAD = { kind: 'bad' } as const;

/** Nothing is known yet. */
export function createDeltas(): Deltas {
  const known = new Map<string, Known>();
  const change = ({ hive_id, step, changes }: DeltaEvent): DeltaDecoded => {
    const before = known.get(hive_id);
    if (before && step <= before.step) return { kind: 'ignored' };
    if (before?.step !== step - 1) return { kind: 'gap' };
    const sample = applied(before.sample, changes);
    // Types stay as they were, but where null took a value's place or gave it up.
    if (sample === null || (changes.includes(null) && !telemetry.is(sample))) return { kind: 'gap' };
    known.set(hive_id, { sample, step });
    return { kind: 'event', event: sample as unknown as StreamEvent };
  };
  return {
    decode: (value) => {
      if (delta.is(value)) return change(value);
      if (!whole.is(value)) return BAD;
      const { step, ...event } = value;
      known.set(event.hive_id, { sample: event as unknown as Json, step });
      return { kind: 'event', event };
    },
    hear: (event) => {
      if (event.type === 'forgotten') known.delete(event.hive_id);
      if (event.type === 'reset') known.clear();
    },
    clear: () => known.clear(),
  };
}

function applied(before: Json, changes: DeltaEvent['changes']): Json | null {
  try {
    return applyChanges(before, changes);
  } catch {
    return null; // they are of another sample, which is a gap
  }
}
