/**
 * One step of what a heartbeat costs the queen, in a process of its own, without a network: takes as many heartbeats as it
 * is told and answers with the CPU time and the garbage collector's part of it. Every step includes the steps before it.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { Fleet, stateOf, streamListener } from '../../packages/queen/src/fleet/index.ts';
import { QueenMetrics } from '../../packages/queen/src/metrics/index.ts';
import { Registry } from '../../packages/queen/src/registry/index.ts';
import { decodeWhole, parseJson } from '../../packages/queen/src/sample/index.ts';
import { Hub, parseView } from '../../packages/queen/src/stream/index.ts';
import { systemClock } from '../../packages/queen/src/time.ts';
import { sampleHeartbeats } from './load/sample-heartbeats.ts';
import type { StepCost, StepName } from './steps.ts';

const HIVES = 1_000;
const MIB = 1024 * 1024;
/** Heartbeats after which what is due at once has its turn. */
const BATCH = 50;
const WARM_UP = 20_000;

const QUERIES: Partial<Record<StepName, Record<string, string>>> = {
  whole: {},
  gzip: {},
  delta: { format: 'delta' },
  summary: { view: 'summary' },
};

type Take = (body: Buffer, index: number) => void;

function takerOf(step: StepName): Take {
  if (step === 'parsed') return (body) => void parsedOf(body);
  if (step === 'checked') return (body) => void decodeWhole(parsedOf(body));
  const registry = new Registry({ forgetAfterMs: 86_400_000, maxHives: HIVES });
  const metrics = new QueenMetrics();
  const hub = new Hub({
    ...{ boot: 'bench', clock: systemClock, source: stateOf(registry, systemClock), maxViews: 256 },
    ...{ ringBytes: 64 * MIB, ringAgeMs: 60_000, watcherBufferBytes: MIB, totalBufferBytes: 256 * MIB },
    schedule: (ms, run) => void (ms < 1 ? setImmediate(run) : setTimeout(run, ms)),
    ...{ onPublish: metrics.published, onLeave: metrics.watcherLeft },
    ...{ onLag: metrics.watcherLagged, onFlush: metrics.flushed },
  });
  const log = { info: () => {} } as never;
  const listeners = [streamListener(hub, registry, systemClock)];
  const fleet = new Fleet({ registry, listeners, clock: systemClock, log, metrics });
  const view = QUERIES[step] && parseView(QUERIES[step]);
  if (view?.ok) {
    const sink = { unsent: 0, write: () => true, end: () => {}, destroy: () => {} };
    hub.join(sink, { spec: view.spec, gzip: step !== 'whole' });
  }
  return (body) => {
    if (!fleet.ingestBody(body).ok) throw new Error('A heartbeat was refused.');
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
