import {
  type Check,
  createCheck,
  HiveEventSchema,
  HiveTelemetryEventSchema,
  LagEventSchema,
  QueenHeartbeatEventSchema,
  ResetEventSchema,
  SSE_EVENTS,
  WorkerEventSchema,
} from '@rbee/contract';
import { parseJson } from '../answer.ts';
import type { Frame } from '../stream/index.ts';
import type { DeltaDecoded, DeltaDecoder } from './deltas.ts';
import type { StreamEvent } from './stream-event.ts';

/** What a frame turned out to be. */
export type Decoded =
  | { readonly kind: 'event'; readonly event: StreamEvent }
  /** A kind of event that this package does not know: later kinds have names of their own ([S10]). */
  | { readonly kind: 'ignored' }
  /** A known kind of event whose data is not what the wire allows. */
  | { readonly kind: 'bad' };

const CHECKS: ReadonlyMap<string, readonly Check<StreamEvent>[]> = new Map<string, Check<StreamEvent>[]>([
  [SSE_EVENTS.heartbeat, [createCheck(HiveTelemetryEventSchema), createCheck(QueenHeartbeatEventSchema)]],
  [SSE_EVENTS.hive, [createCheck(HiveEventSchema)]],
  [SSE_EVENTS.worker, [createCheck(WorkerEventSchema)]],
  [SSE_EVENTS.lag, [createCheck(LagEventSchema)]],
  [SSE_EVENTS.reset, [createCheck(ResetEventSchema)]],
]);

/** Checks a frame against the wire; one of changes ([S11]) by those. Fields beyond the known ones are kept as they came. */
export function decodeFrame(frame: Frame, deltas: DeltaDecoder): DeltaDecoded {
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
