/** The stream out: events as bytes, their recent past, and those who watch ([S1]-[S5], [S7]). */
export { Hub, type HubParts, LEAVE_REASONS, type LeaveReason } from './hub.ts';
export type { QueenEvent, StateSource, TelemetryEvent } from './state-source.ts';
export type { Sink } from './watcher.ts';
