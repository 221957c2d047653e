import type { HiveTelemetry } from '@rbee/contract';
import { Hub, type HubParts } from '../stream/index.ts';
import { FakeSink } from './fake-sink.ts';
import { manualClock } from './manual-clock.ts';
import type { Block } from './stream-reader.ts';

/** A hub of its own, over a fleet that is only what was published. */
export function aHub(parts: Partial<HubParts> = {}) {
  const clock = manualClock();
  const published: string[] = [];
  const left: string[] = [];
  const hub = new Hub({
    boot: 'boot',
    clock,
    source: { queen: () => QUEEN, corrected: () => null },
    ringBytes: 100_000,
    ringAgeMs: 60_000,
    watcherBufferBytes: 10_000,
    onPublish: (name) => published.push(name),
    onLeave: (reason) => left.push(reason),
    ...parts,
  });
  return {
    hub,
    clock,
    published,
    left,
    /** Publishes a hive's telemetry. */
    telemetry: (hive_id: string, more: Partial<HiveTelemetry> = {}) =>
      hub.publishTelemetry({
        type: 'hive_telemetry',
        hive_id,
        timestamp: '2025-10-30T20:15:30Z',
        workers: [],
        ...more,
      }),
    /** What a watcher is given at once. */
    joined: (lastEventId?: string): Block[] => {
      const sink = new FakeSink();
      hub.hungUp(hub.join(sink, lastEventId));
      return sink.read();
    },
  };
}

const QUEEN = {
  type: 'queen' as const,
  workers_online: 0,
  workers_available: 0,
  hives_online: 0,
  hives_available: 0,
  worker_ids: [],
  hive_ids: [],
  timestamp: '2025-10-30T20:15:30Z',
};

/** A block in short: `queen`, `reset`, `hive up`, or a hive's id and the number of its sample. */
export function inShort({ raw, event, data }: Block): string {
  if (raw.startsWith('retry')) return 'retry';
  if (raw.startsWith(':')) return 'keep-alive';
  if (data['type'] === 'hive_telemetry') return `${data['hive_id']} ${data['seq'] ?? ''}`.trim();
  return event === 'heartbeat' || event === 'reset' ? String(data['type']) : `${event} ${data['type']}`;
}
