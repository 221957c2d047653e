import type { HeartbeatEvent, HiveEvent, LagEvent, ResetEvent, WorkerEvent } from '@rbee/contract';

/** Every event that the stream carries and this package understands, told apart by `type` ([S2], [S3], [S10]). */
export type StreamEvent = HeartbeatEvent | HiveEvent | WorkerEvent | LagEvent | ResetEvent;
