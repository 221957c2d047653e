import { type HiveSample, readHeartbeat } from '../ingest/index.ts';

/** The sample in a body that is known to be good. */
export function sampleOf(body: object): HiveSample {
  const read = readHeartbeat(body);
  if (!read.ok) throw new Error(read.refusal.detail);
  return read.sample;
}
