import {
  applyChanges,
  type Changes,
  createCheck,
  type DeltaEvent,
  DeltaEventSchema,
  type Flat,
  flatten,
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
  readonly event: Json;
  /** The same as shape and leaves: made when the first changes come. */
  readonly flat: Flat | undefined;
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
    const next = applied(before, changes);
    // Types stay as they were, except where null took the place of a value or gave it up.
    if (next === null || (changes.includes(null) && !telemetry.is(next.event))) return { kind: 'gap' };
    known.set(hive_id, { ...next, step });
    return { kind: 'event', event: next.event as unknown as StreamEvent };
  };
  return {
    decode: (value) => {
      if (delta.is(value)) return change(value);
      if (!whole.is(value)) return BAD;
      const { step, ...event } = value;
      known.set(event.hive_id, { event: event as unknown as Json, flat: undefined, step });
      return { kind: 'event', event };
    },
    hear: (event) => {
      if (event.type === 'forgotten') known.delete(event.hive_id);
      if (event.type === 'reset') known.clear();
    },
    clear: () => known.clear(),
  };
}

/** The sample after the changes, in which every part that did not change is the one before; null where they are of another. */
function applied({ event, flat }: Known, changes: Changes): Omit<Known, 'step'> | null {
  try {
    const before = flat ?? flatten(event);
    const after = applyChanges(before, changes);
    return { event: after.shape.updated(event, before.leaves, after.leaves), flat: after };
  } catch {
    return null;
  }
}
