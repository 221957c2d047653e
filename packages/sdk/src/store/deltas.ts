import {
  applyChanges,
  type Changes,
  changedLeaves,
  createCheck,
  type DeltaEvent,
  DeltaEventSchema,
  type Flat,
  flatten,
  HiveTelemetryEventSchema,
  type Json,
  WholeDeltaEventSchema,
} from '@rbee/contract';
import type { StreamEvent } from '../state.ts';
import type { Decoded } from './decode.ts';

/** The result of decoding an event named `delta`; `gap`: the sample that it builds on is not known. */
export type DeltaDecoded = Decoded | { readonly kind: 'gap' };

/** The last sample of a hive. */
interface Known {
  readonly event: Json;
  readonly step: number;
  /** The same sample flat; null until its first changes come, as many samples never get any. */
  readonly flat: Flat | null;
}

const whole = createCheck(WholeDeltaEventSchema);
const delta = createCheck(DeltaEventSchema);
const telemetry = createCheck(HiveTelemetryEventSchema);

/** Decodes samples that come as changes ([S11]); keeps the last sample of every hive for the next changes. */
export class DeltaDecoder {
  readonly #known = new Map<string, Known>();

  /** Decodes the data of an event named `delta`. */
  decode(value: unknown): DeltaDecoded {
    if (delta.is(value)) return this.#change(value);
    if (!whole.is(value)) return { kind: 'bad' };
    const { step, ...event } = value;
    this.#known.set(event.hive_id, { event: event as unknown as Json, step, flat: null });
    return { kind: 'event', event };
  }

  /** Drops the samples of the hives that another event says are gone. */
  observe(event: StreamEvent): void {
    if (event.type === 'forgotten') this.#known.delete(event.hive_id);
    if (event.type === 'reset') this.clear();
  }

  /** Drops every sample: each hive's next sample must be whole. */
  clear(): void {
    this.#known.clear();
  }

  #change({ hive_id, step, changes }: DeltaEvent): DeltaDecoded {
    const before = this.#known.get(hive_id);
    if (before && step <= before.step) return { kind: 'ignored' };
    if (before?.step !== step - 1) return { kind: 'gap' };
    const after = applied(before, changes);
    if (!after) return { kind: 'gap' };
    this.#known.set(hive_id, after);
    return { kind: 'event', event: after.event as unknown as StreamEvent };
  }
}

/** The next sample; null where the changes do not belong to this one. */
function applied({ event: old, flat, step }: Known, changes: Changes): Known | null {
  try {
    const before = flat ?? flatten(old);
    const after = applyChanges(before, changes);
    const event = before.shape.updated(old, before.leaves, after.leaves);
    // A change keeps the type of a leaf, except to null and from null.
    const isNull = (at: number): boolean => before.leaves[at] === null || after.leaves[at] === null;
    if (changedLeaves(changes).some(isNull) && !telemetry.is(event)) return null;
    return { event, step: step + 1, flat: after };
  } catch {
    // A RangeError of the contract, or a sample nested so deeply that the stack overflows.
    return null;
  }
}
