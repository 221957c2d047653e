/** The stream out: events as bytes, their recent past, and those who watch ([S1]-[S11]). */
export { type Chunk, LAST_CHUNK } from './chunk.ts';
export type { Schedule } from './flusher.ts';
export { Hub, type HubParts, LEAVE_REASONS, type LeaveReason, type Wish } from './hub.ts';
export { JsonText } from './json-text.ts';
export type { StateSource, TelemetryEvent } from './state-source.ts';
export { SUMMED_FIGURES, type SummedFigure, summaryOf, totalsOf } from './summary.ts';
export { EventTelling, Telling } from './telling.ts';
export { Splice, type Text } from './text.ts';
export { parseView } from './view-spec.ts';
export type { Sink } from './watcher.ts';
