export type { Frame, FrameBatch } from './frame-reader.ts';
export { createStreamLoop, type LoopSignal, type StreamLoop } from './stream-loop.ts';
