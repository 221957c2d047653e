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
import type { StreamEvent } from '../state.ts';
import type { Frame } from '../stream/index.ts';
import type { DeltaDecoded, DeltaDecoder } from './deltas.ts';

/** The result of decoding a frame. */
export type Decoded =
  | { readonly kind: 'event'; readonly event: StreamEvent }
  /** An event name that this package does not know, as of a later queen ([S10]). */
  | { readonly kind: 'ignored' }
  /** Data that the wire does not allow for an event of this name. */
  | { readonly kind: 'bad' };

const CHECKS: ReadonlyMap<string, readonly Check<StreamEvent>[]> = new Map<string, Check<StreamEvent>[]>([
  [SSE_EVENTS.heartbeat, [createCheck(HiveTelemetryEventSchema), createCheck(QueenHeartbeatEventSchema)]],
  [SSE_EVENTS.hive, [createCheck(HiveEventSchema)]],
  [SSE_EVENTS.worker, [createCheck(WorkerEventSchema)]],
  [SSE_EVENTS.lag, [createCheck(LagEventSchema)]],
  [SSE_EVENTS.reset, [createCheck(ResetEventSchema)]],
]);

/** Decodes a frame and checks it against the wire. Unknown fields are kept. */
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
