import type { EncodedSample } from './encoded-sample.ts';
import type { EventData } from './frame.ts';

/** The state that a watcher is sent when it joins or fell behind ([S4]). */
export interface StateSource {
  /** The queen's beat of this moment ([S3]). */
  queen(): EventData;
  /** A hive's last sample with its present health, where that differs from what was published; else null. */
  corrected(hiveId: string): EncodedSample | null;
}
