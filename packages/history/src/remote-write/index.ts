/** Sends the samples of the fleet to other stores by Prometheus remote write 1.0. */
export { credentials, isHeader } from './credentials.ts';
export type { CursorFiles } from './cursor.ts';
export { OWN_LABELS } from './plan.ts';
export { REMOTE_WRITE_INTERVAL, type RemoteWriteTarget } from './remote-write-target.ts';
export { RemoteWriter, type RemoteWriterEdges, type RemoteWriteState } from './remote-writer.ts';
