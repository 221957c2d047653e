/** Decodes the frames of a stream, and keeps the last sample of every hive for the changes that follow. */
export { DeltaDecoder, decodeFrame } from './decode.ts';
export { MAX_HIVES, MAX_SAMPLE_CHARS, SampleLimits } from './sample-limits.ts';
