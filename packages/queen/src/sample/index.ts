/** Decodes and checks heartbeats: from bytes to a valid sample ([H1]-[H3], [L5]). */

export { cachedByShape } from './cached-by-shape.ts';
export {
  type Decoded,
  type DecodedSample,
  decodeChanges,
  decodeWhole,
  parseJson,
  type SampleSource,
  warmUp,
} from './decode.ts';
export type { EngineFigure, EngineRow } from './engine-row.ts';
export type { GpuRow } from './gpu-row.ts';
export { bytesOfLeaves, bytesOfReplaced, bytesOfText, SLOT, TEXT } from './held-bytes.ts';
export { nodeFigure, nodeFigures } from './node-figures.ts';
export { fieldPart, itemParts, type Part } from './part.ts';
export { Sample, type WorkerFigure, type WorkerRow } from './sample.ts';
export { type HiveTransport, transportOf, type Via } from './via.ts';
export { type ActivityReader, activityReader } from './worker-activity.ts';
