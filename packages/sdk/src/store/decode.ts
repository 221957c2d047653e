import {
  applyChanges,
  type Changes,
  type Check,
  createCheck,
  type DeltaEvent,
  DeltaEventSchema,
  type Flat,
  flatten,
  HiveEventSchema,
  HiveTelemetryEventSchema,
  type Json,
  LagEventSchema,
  QueenHeartbeatEventSchema,
  ResetEventSchema,
  SSE_EVENTS,
  WholeDeltaEventSchema,
  WorkerEventSchema,
} from '@rbee/contract';
import type { EventSourceMessage } from 'eventsource-parser';
import { parseJson } from '../answer.ts';
import type { StreamEvent } from '../state.ts';

/** The result of decoding a frame. */
export type Decoded =
  | { readonly kind: 'event'; readonly event: StreamEvent }
  /** An event name that this package does not know, as of a later queen ([S10]), or changes that are repeated. */
  | { readonly kind: 'ignored' }
  /** Data that the wire does not allow for an event of this name. */
  | { readonly kind: 'bad' }
  /** Changes of a sample that is not known. */
  | { readonly kind: 'gap' };

const wholeCheck = createCheck(WholeDeltaEventSchema);
const deltaCheck = createCheck(DeltaEventSchema);
const telemetryCheck = createCheck(HiveTelemetryEventSchema);

const CHECKS: ReadonlyMap<string, readonly Check<StreamEvent>[]> = new Map<string, Check<StreamEvent>[]>([
  [SSE_EVENTS.heartbeat, [telemetryCheck, createCheck(QueenHeartbeatEventSchema)]],
  [SSE_EVENTS.hive, [createCheck(HiveEventSchema)]],
  [SSE_EVENTS.worker, [createCheck(WorkerEventSchema)]],
  [SSE_EVENTS.lag, [createCheck(LagEventSchema)]],
  [SSE_EVENTS.reset, [createCheck(ResetEventSchema)]],
]);

/** Decodes a frame and checks it against the wire. Unknown fields are kept. Never throws. */
export function decodeFrame(frame: EventSourceMessage, deltas: DeltaDecoder): Decoded {
  try {
    return decodeKnown(frame, deltas);
  } catch {
    // A value that is nested so deeply that the stack overflows.
    return { kind: 'bad' };
  }
}

function decodeKnown(frame: EventSourceMessage, deltas: DeltaDecoder): Decoded {
  const name = frame.event ?? 'message';
  if (name === SSE_EVENTS.delta) return deltas.decode(parseJson(frame.data));
  const checks = CHECKS.get(name);
  if (!checks) return { kind: 'ignored' };
  const value = parseJson(frame.data);
  for (const check of checks) {
    if (!check.is(value)) continue;
    deltas.observe(value);
    return { kind: 'event', event: value };
  }
  return { kind: 'bad' };
}

/** The last sample of a hive. */
interface Sample {
  readonly event: Json;
  readonly step: number;
  /** The same sample flat; null until its first changes come, as many samples never get any. */
  readonly flat: Flat | null;
}

/** Decodes samples that come as changes ([S11]); keeps the last sample of every hive for the next changes. */
export class DeltaDecoder {
  readonly #samples = new Map<string, Sample>();

  /** Decodes the data of an event named `delta`. */
  decode(value: unknown): Decoded {
    if (deltaCheck.is(value)) return this.#decodeChanges(value);
    if (!wholeCheck.is(value)) return { kind: 'bad' };
    const { step, ...event } = value;
    this.#samples.set(event.hive_id, { event: event as unknown as Json, step, flat: null });
    return { kind: 'event', event };
  }

  /** Forgets the samples of hives that the event removes. */
  observe(event: StreamEvent): void {
    if (event.type === 'forgotten') this.#samples.delete(event.hive_id);
    if (event.type === 'reset') this.clear();
  }

  /** Forgets every sample: each hive's next sample must be whole. */
  clear(): void {
    this.#samples.clear();
  }

  #decodeChanges({ hive_id, step, changes }: DeltaEvent): Decoded {
    const before = this.#samples.get(hive_id);
    if (before && step <= before.step) return { kind: 'ignored' };
    if (before?.step !== step - 1) return { kind: 'gap' };
    const after = nextSample(before, changes);
    if (!after) return { kind: 'gap' };
    this.#samples.set(hive_id, after);
    return { kind: 'event', event: after.event as unknown as StreamEvent };
  }
}

/** The sample after the changes; null if they do not belong to this sample. */
function nextSample({ event: old, flat, step }: Sample, changes: Changes): Sample | null {
  try {
    const before = flat ?? flatten(old);
    const applied = applyChanges(before, changes);
    if (!applied) return null;
    const { after, changed } = applied;
    const event = before.shape.updated(old, before.leaves, after.leaves);
    // A change keeps the type of a leaf, except to null and from null.
    const isNull = (index: number): boolean => before.leaves[index] === null || after.leaves[index] === null;
    if (changed.some(isNull) && !telemetryCheck.is(event)) return null;
    return { event, step: step + 1, flat: after };
  } catch {
    // A sample that is nested so deeply that the stack overflows.
    return null;
  }
}
