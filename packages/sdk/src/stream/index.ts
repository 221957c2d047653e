export { type FrameBatch, FrameReader } from './frame-reader.ts';
export { type LoopSignal, StreamLoop } from './stream-loop.ts';
