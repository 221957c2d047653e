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
  type Leaf,
  QueenHeartbeatEventSchema,
  ResetEventSchema,
  SSE_EVENTS,
  WholeDeltaEventSchema,
  WorkerEventSchema,
} from '@rbee/contract';
import type { EventSourceMessage } from 'eventsource-parser';
import { parseJson } from '../answer.ts';
import type { StreamEvent } from '../state.ts';
import type { SampleLimits } from './sample-limits.ts';

/** The result of decoding a frame. */
export type Decoded =
  | { readonly kind: 'event'; readonly event: StreamEvent }
  /** An event name that this package does not know, as of a later queen ([S10]), or changes that are repeated. */
  | { readonly kind: 'ignored' }
  /** Data that the wire does not allow for an event of this name, or a sample over the limits of the store. */
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
  if (name === SSE_EVENTS.delta) return deltas.decode(parseJson(frame.data), frame.data.length);
  const checks = CHECKS.get(name);
  if (!checks) return { kind: 'ignored' };
  const value = parseJson(frame.data);
  for (const check of checks) {
    if (!check.is(value)) continue;
    return deltas.observe(value, frame.data.length) ? { kind: 'event', event: value } : { kind: 'bad' };
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

/**
 * Decodes samples, also those that come as changes ([S11]); keeps the last sample of every hive for the next
 * changes, within the limits.
 */
export class DeltaDecoder {
  readonly #samples = new Map<string, Sample>();
  readonly #limits: SampleLimits;
  /** True if a sample was over the limits: changes of samples that are not known may be those of its hive. */
  #refused = false;

  constructor(limits: SampleLimits) {
    this.#limits = limits;
  }

  /** Decodes the data of an event named `delta`, whose text has that many characters. */
  decode(value: unknown, chars: number): Decoded {
    if (deltaCheck.is(value)) return this.#decodeChanges(value);
    if (!wholeCheck.is(value)) return { kind: 'bad' };
    const { step, ...event } = value;
    const sample = { event: event as unknown as Json, step, flat: null };
    return this.#keep(event.hive_id, sample, chars) ? { kind: 'event', event } : { kind: 'bad' };
  }

  /** The last sample of a hive in the form of a whole sample that the next changes build on; null if there is none. */
  whole(hiveId: string): object | null {
    const sample = this.#samples.get(hiveId);
    return sample ? { ...(sample.event as object), step: sample.step } : null;
  }

  /** Takes note of an event with another name; false if it is a sample over the limits. */
  observe(event: StreamEvent, chars: number): boolean {
    if (event.type === 'hive_telemetry') return this.#limits.admit(event.hive_id, chars);
    if (event.type === 'forgotten') this.#samples.delete(event.hive_id);
    if (event.type === 'reset') this.clear();
    this.#limits.observe(event);
    return true;
  }

  /** Forgets every sample: each hive's next sample must be whole. */
  clear(): void {
    this.#samples.clear();
    this.#refused = false;
  }

  #decodeChanges({ hive_id, step, changes }: DeltaEvent): Decoded {
    const before = this.#samples.get(hive_id);
    if (!before && this.#refused) return { kind: 'bad' };
    if (before && step <= before.step) return { kind: 'ignored' };
    if (before?.step !== step - 1) return { kind: 'gap' };
    const after = nextSample(before, changes);
    if (!after) return { kind: 'gap' };
    const chars = this.#limits.charsOf(hive_id) + after.growth;
    if (!this.#keep(hive_id, after.sample, chars)) return { kind: 'bad' };
    return { kind: 'event', event: after.sample.event as unknown as StreamEvent };
  }

  #keep(hiveId: string, sample: Sample, chars: number): boolean {
    const isAdmitted = this.#limits.admit(hiveId, chars);
    if (isAdmitted) this.#samples.set(hiveId, sample);
    else this.#samples.delete(hiveId);
    this.#refused ||= !isAdmitted;
    return isAdmitted;
  }
}

interface NextSample {
  readonly sample: Sample;
  /** By how many characters its text is longer. */
  readonly growth: number;
}

/** The sample after the changes; null if they do not belong to this sample. */
function nextSample({ event: old, flat, step }: Sample, changes: Changes): NextSample | null {
  try {
    const before = flat ?? flatten(old);
    const applied = applyChanges(before, changes);
    if (!applied) return null;
    const { after, changed } = applied;
    const event = before.shape.updated(old, after.leaves, changed);
    // A change keeps the type of a leaf, except to null and from null.
    const isNull = (index: number): boolean => before.leaves[index] === null || after.leaves[index] === null;
    if (changed.some(isNull) && !telemetryCheck.is(event)) return null;
    let growth = 0;
    for (const index of changed) growth += charsOf(after.leaves[index]) - charsOf(before.leaves[index]);
    return { sample: { event, step: step + 1, flat: after }, growth };
  } catch {
    // A sample that is nested so deeply that the stack overflows.
    return null;
  }
}

/** Characters of a text; other leaves are short. */
const charsOf = (leaf: Leaf): number => (typeof leaf === 'string' ? leaf.length : 0);
