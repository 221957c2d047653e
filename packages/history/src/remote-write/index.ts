/** Sends the samples of the fleet to other stores by Prometheus remote write 1.0. */
export type { CursorFiles } from './cursor.ts';
export type { KeptSeconds } from './kept-points.ts';
export type { RemoteWriteTarget } from './remote-write-target.ts';
export { RemoteWriter, type RemoteWriterEdges } from './remote-writer.ts';
