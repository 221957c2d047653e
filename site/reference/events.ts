import {
  DeltaEventSchema,
  HiveEventSchema,
  HiveSummaryEventSchema,
  HiveTelemetryEventSchema,
  LagEventSchema,
  QueenHeartbeatEventSchema,
  ResetEventSchema,
  type SseEventName,
  WorkerEventSchema,
} from '@rbee/contract';
import type { Schema } from './schema.ts';

/** One kind of event of the stream. */
interface StreamEvent {
  readonly name: SseEventName;
  /** What tells it apart from others of the same name. */
  readonly title: string;
  readonly schema: Schema;
}

/** The kinds of events of the stream. */
export const EVENTS: readonly StreamEvent[] = [
  { name: 'heartbeat', title: ' (the queen)', schema: QueenHeartbeatEventSchema },
  { name: 'heartbeat', title: ' (a hive)', schema: HiveTelemetryEventSchema },
  { name: 'summary', title: '', schema: HiveSummaryEventSchema },
  { name: 'delta', title: '', schema: DeltaEventSchema },
  { name: 'hive', title: '', schema: HiveEventSchema },
  { name: 'worker', title: '', schema: WorkerEventSchema },
  { name: 'lag', title: '', schema: LagEventSchema },
  { name: 'reset', title: '', schema: ResetEventSchema },
];
