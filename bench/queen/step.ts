/**
 * Program that handles as many heartbeats as it is asked to, up to one step of `heartbeat-cost.ts`, and answers with their CPU
 * cost. The argument is the step.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { History } from '../../packages/history/src/index.ts';
import { settingsOf } from '../../packages/queen/src/config.ts';
import { Faults } from '../../packages/queen/src/faults.ts';
import { Fleet, stateOf, streamListener } from '../../packages/queen/src/fleet/index.ts';
import { Recorder } from '../../packages/queen/src/history/index.ts';
import { QueenMetrics } from '../../packages/queen/src/metrics/index.ts';
import { Registry, SWEEP_MS } from '../../packages/queen/src/registry/index.ts';
import { decodeWhole, parseJson, type Sample } from '../../packages/queen/src/sample/index.ts';
import { Hub, parseView } from '../../packages/queen/src/stream/index.ts';
import type { StepCost, StepName } from './heartbeat-cost.ts';
import { sampleHeartbeats } from './load/sample-heartbeats.ts';

const HIVES = 1_000;
const MIB = 1024 * 1024;
/** After this many heartbeats, callbacks of `setImmediate` run. */
const BATCH = 50;
const WARM_UP = 20_000;

/** Queries of watchers of a part of the stream. */
const QUERIES: Partial<Record<StepName, Record<string, string>>> = {
  delta: { format: 'delta' },
  summary: { view: 'summary' },
};

type Take = (body: Buffer, hive: number) => void;

function takerOf(step: StepName): Take {
  if (step === 'parsed') return (body) => void parsedOf(body);
  if (step === 'checked') return checker();
  const settings = settingsOf({
    host: '127.0.0.1',
    port: 0,
    version: 'bench',
    maxHives: HIVES,
    addressShare: 1,
    ringBytes: 64 * MIB,
    ringAgeMs: 60_000,
  });
  const { clock } = settings;
  const registry = new Registry(settings);
  const metrics = new QueenMetrics();
  const faults = new Faults({ error: console.error }, metrics.fault);
  const hub = new Hub({
    ...settings,
    boot: 'bench',
    source: stateOf(registry, clock),
    schedule: (ms, run) => void (ms < 1 ? setImmediate(run) : setTimeout(run, ms)),
    onPublish: metrics.published,
    onLeave: metrics.watcherLeft,
    onLag: metrics.watcherLagged,
    onFlush: metrics.flushed,
    onFault: faults.note,
  });
  const log = { info: () => {} } as never;
  const recorders = step === 'recorded' ? [new Recorder({ history: aHistory(), clock, log })] : [];
  const listeners = [streamListener(hub, registry, clock), ...recorders];
  const fleet = new Fleet({ registry, listeners, clock, log, metrics, faults });
  setInterval(() => fleet.sweep(), SWEEP_MS).unref();
  const view = parseView(QUERIES[step] ?? {});
  if (step !== 'taken' && step !== 'recorded' && view.ok) {
    const sink = { unsent: 0, write: () => true, end: () => {}, destroy: () => {} };
    hub.join(sink, { spec: view.spec, gzip: step !== 'whole' });
  }
  return (body) => {
    if (!fleet.ingestBody(body).ok) throw new Error('A heartbeat was refused.');
  };
}

/** A history in another thread that keeps nothing: what a hand-over costs. */
function aHistory(): Pick<History, 'append' | 'info' | 'close'> {
  const thread = new Worker("require('node:worker_threads').parentPort.on('message', () => {})", {
    eval: true,
  });
  thread.unref();
  return {
    append: (second) => thread.postMessage(second, [second.samples.buffer as ArrayBuffer]),
    info: () => ({ state: 'recording', tiers: [], lost: 0, problems: [] }),
    close: async () => {},
  };
}

/** Decodes each heartbeat with the previous sample of its hive, as the queen does. */
function checker(): Take {
  const previous = new Map<number, Sample>();
  return (body, hive) => {
    const decoded = decodeWhole(parsedOf(body), previous.get(hive));
    if (!decoded.ok) throw new Error('A heartbeat was refused.');
    previous.set(hive, decoded.sample);
  };
}

function parsedOf(body: Buffer): unknown {
  const parsed = parseJson(body);
  if (!parsed.ok) throw new Error('A heartbeat is no JSON.');
  return parsed.value;
}

async function take(taker: Take, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n += 1) {
    const texts = samples[n % HIVES] as readonly string[];
    const text = texts[Math.floor(n / HIVES) % 2] as string;
    taker(Buffer.from(text.replace('1000000000', String(1_000_000_000 + n))), n % HIVES);
    if (n % BATCH === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

const step = process.argv[2] as StepName;
const samples = Array.from({ length: HIVES }, (_, index) =>
  sampleHeartbeats(`hive-${index}`, index, 2).map((heartbeat) => JSON.stringify(heartbeat)),
);
const taker = takerOf(step);
let gcMs = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) gcMs += duration;
}).observe({ entryTypes: ['gc'] });
await take(taker, 0, WARM_UP);
let done = WARM_UP;

process.on('message', async (count: number) => {
  gcMs = 0;
  const before = process.cpuUsage();
  await take(taker, done, count);
  const { user, system } = process.cpuUsage(before);
  done += count;
  process.send?.({ cpuUs: (user + system) / count, gcUs: (gcMs * 1_000) / count } satisfies StepCost);
});
process.send?.('ready');
