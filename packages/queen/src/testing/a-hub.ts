import type { Heartbeat, HiveHealth } from '@rbee/contract';
import { EncodedSample, Hub, type HubParts, parseView, type Subscription } from '../stream/index.ts';
import { FakeSink } from './fake-sink.ts';
import { manualClock } from './manual-clock.ts';
import { sampleOf } from './sample-of.ts';
import type { Block } from './stream-reader.ts';

/** A hub whose fleet consists only of what a test published. */
export function aHub(parts: Partial<HubParts> = {}) {
  const clock = manualClock();
  const published: string[] = [];
  const left: string[] = [];
  const lags = { count: 0 };
  const timers: { gathers: boolean; set: { at: number; run: () => void }[] } = { gathers: false, set: [] };
  const due = () => {
    const ready = timers.set.filter(({ at }) => at <= clock.monotonic());
    timers.set = timers.set.filter(({ at }) => at > clock.monotonic());
    for (const { run } of ready) run();
  };
  const hub = new Hub({
    boot: 'boot',
    clock,
    source: { queen: () => QUEEN, corrected: () => null },
    ringBytes: 100_000,
    ringAgeMs: 60_000,
    watcherBufferBytes: 10_000,
    totalBufferBytes: 1_000_000,
    maxViews: 8,
    schedule: (ms, run) => {
      if (ms === 0 && !timers.gathers) run();
      else timers.set.push({ at: clock.monotonic() + ms, run });
    },
    onPublish: (name) => published.push(name),
    onLeave: (reason) => left.push(reason),
    onLag: () => {
      lags.count += 1;
    },
    onFlush: () => {},
    onFault: (_place, error) => {
      throw error;
    },
    ...parts,
  });
  return {
    hub,
    clock,
    published,
    left,
    /** Number of times that a watcher fell behind. */
    lags,
    /** Publishes a hive's telemetry. */
    telemetry: (hive_id: string, more: Partial<Heartbeat> = {}) =>
      hub.publishTelemetry(encoded({ hive_id, timestamp: '2025-10-30T20:15:30Z', workers: [], ...more })),
    /** Runs everything that is due. */
    due,
    /** Gathers everything that is published in the callback for one flush. */
    gather: (publish: () => void) => {
      timers.gathers = true;
      publish();
      timers.gathers = false;
      due();
    },
    /** The blocks that a watcher gets at once when it joins. */
    joined: (lastEventId?: string, query: Record<string, unknown> = {}): Block[] => {
      const sink = new FakeSink();
      hub.hungUp(hub.join(sink, wish(query, { lastEventId })));
      return sink.read();
    },
  };
}

/** The sample of a heartbeat, received at the time that the contract's builders use. */
export const encoded = (heartbeat: Heartbeat, health: HiveHealth = 'healthy'): EncodedSample =>
  new EncodedSample(
    {
      sample: sampleOf(heartbeat),
      received: { at: Date.UTC(2025, 9, 30, 20, 15, 30), monotonic: 0 },
      clockSkewMs: 0,
      via: null,
      conflicting: 0,
    },
    health,
  );

/** The request of a watcher: the stream's query and other options. */
export function wish(query: Record<string, unknown> = {}, more: Partial<Subscription> = {}): Subscription {
  const parsed = parseView(query);
  if (!parsed.ok) throw new Error(parsed.refusal.detail);
  return { spec: parsed.spec, gzip: false, ...more };
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

/** A block in short form: `queen`, `reset`, `hive up`, or a hive's id and the `seq` of its sample. */
export function inShort({ raw, event, data }: Block): string {
  if (raw.startsWith('retry')) return 'retry';
  if (raw.startsWith(':')) return 'keep-alive';
  if (data['type'] === 'hive_telemetry') return `${data['hive_id']} ${data['seq'] ?? ''}`.trim();
  return event === 'heartbeat' || event === 'reset' ? String(data['type']) : `${event} ${data['type']}`;
}
