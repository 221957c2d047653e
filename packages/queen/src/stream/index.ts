/** The SSE stream: encoding, replay buffer and watchers ([S1]-[S11]). */

export type { StateSource } from './catch-up.ts';
export { type Chunk, LAST_CHUNK } from './chunk.ts';
export { EncodedSample, type ReceivedSample, type TelemetryEvent } from './encoded-sample.ts';
export type { Schedule } from './flusher.ts';
export { Hub, type HubParts, LEAVE_REASONS, type LeaveReason, type Subscription } from './hub.ts';
export { parseView } from './view-spec.ts';
export type { Sink } from './watcher.ts';
