import { SSE_EVENTS } from '@rbee/contract';
import type { Registry } from '../registry/index.ts';
import { EncodedSample, type Hub, type StateSource } from '../stream/index.ts';
import { type QueenClock, rfc3339 } from '../time.ts';
import type { FleetListener } from './fleet.ts';

/** The registry as the stream reads it. */
export const stateOf = (registry: Registry, clock: QueenClock): StateSource => ({
  queen: () => queenBeat(registry, clock),
  corrected: (hiveId) => {
    const status = registry.find(hiveId, clock.monotonic());
    return status && status.health !== 'healthy' ? new EncodedSample(status.record, status.health) : null;
  },
});

/** Publishes the events of the fleet on the stream. */
export const streamListener = (hub: Hub, registry: Registry, clock: QueenClock): FleetListener => ({
  sampled: (record, decodedFrom) =>
    hub.publishTelemetry(new EncodedSample(record, 'healthy', { decodedFrom })),
  past: () => {},
  transition: ({ kind, event }) => {
    if (event.type === 'forgotten') hub.forget(event.hive_id);
    hub.publish(SSE_EVENTS[kind], event);
  },
  beat: () => hub.publish(SSE_EVENTS.heartbeat, queenBeat(registry, clock)),
  tick: () => hub.tend(),
});

/** The queen's own beat ([S3]) as JSON. Its long lists of ids are encoded again only when they change. */
export function queenBeat(registry: Registry, clock: QueenClock): string {
  const { workerIds, hiveIds } = registry.index.lists();
  const counts = JSON.stringify(registry.counts()).slice(1, -1);
  const timestamp = rfc3339(clock.now());
  return `{"type":"queen",${counts},"worker_ids":${workerIds},"hive_ids":${hiveIds},"timestamp":"${timestamp}"}`;
}
