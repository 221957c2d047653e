import type { Registry } from '../registry/index.ts';
import { JsonText } from '../stream/index.ts';
import { type QueenClock, rfc3339 } from '../time.ts';

/** The queen's own beat ([S3]) as JSON: its lists of ids are long, and written out anew only when they changed. */
export function queenBeat(registry: Registry, clock: QueenClock): JsonText {
  const { workerIds, hiveIds } = registry.index.lists();
  const counts = JSON.stringify(registry.counts()).slice(1, -1);
  const timestamp = rfc3339(clock.now());
  return new JsonText(
    `{"type":"queen",${counts},"worker_ids":${workerIds},"hive_ids":${hiveIds},"timestamp":"${timestamp}"}`,
  );
}
