export type { FrameBatch } from './frame-reader.ts';
export { type LoopSignal, StreamLoop } from './stream-loop.ts';
