/**
 * CPU of sending the samples of a fleet by remote write: of the queen's part, and of Prometheus and VictoriaMetrics of Debian for the
 * same samples, beside that of the history. Exits with 1 if a target is missed; `--write` puts the result into docs/measurements.md.
 */
import { parseArgs } from 'node:util';
import { openHistory } from '@rbee/history';
import type { RemoteWriteTarget } from '@rbee/history/remote-write';
import { RemoteWriter } from '@rbee/history/remote-write';
import { exitOnSignals } from '../child.ts';
import { COLUMNS, Load } from '../history/load.ts';
import { publish, statusOf, tableLines, type Verdict, verdictLines } from '../report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { missing, PROGRAMS, Store } from './stores.ts';

const { values } = parseArgs({
  options: {
    hives: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '120' },
    write: { type: 'boolean', default: false },
  },
});
const [hives, seconds] = [Number(values.hives), Number(values.seconds)];
/** The first seconds compile the code and make the series known. */
const WARM_UP = 30;
/** The history writes nothing until its third minute. */
const HISTORY_WARM_UP = 180;
/** Stores refuse samples that are far in the past. */
const START = Math.floor(Date.now() / 60_000) * 60_000 - (seconds + WARM_UP) * 1_000;
/** How many times the history's CPU a store uses at least. */
const TIMES = { prometheus: 100, 'victoria-metrics': 30 } as Readonly<Record<string, number>>;

exitOnSignals();
const folder = temporaryFolder('rbee-remote-cost-');
const rows: [string, number, number][] = [];
const verdicts: Verdict[] = [];
const making = await cpuOf(async (load) => void load.next());
for (const [title, series, intervalMs] of [
  ['means and maxima, every 15 s', 'means', 15_000],
  ['raw, a request for 15 s', 'raw', 15_000],
  ['raw, a request for 1 s', 'raw', 1_000],
] as const) {
  const { ms, bytes } = await sending({ series, intervalMs });
  rows.push([title, ms, bytes]);
}
const history = await recording();
rows.push(['the history itself, in its thread, for comparison', history, Number.NaN]);
const lacking = missing();
if (lacking.length > 0) console.log(`Left out, as they are not installed: ${lacking.join(', ')}.`);
for (const program of lacking.length > 0 ? [] : PROGRAMS) await receiving(program);
const text = [
  ...tableLines('remote write', { 'ms of CPU a second': 2, 'KB a second': 0 }, rows),
  '',
  ...verdictLines(verdicts),
].join('\n');
publish(
  'remote-write',
  text,
  `${hives} hives of ${COLUMNS} figures; ${seconds} simulated seconds`,
  values.write,
);
process.exit(statusOf(verdicts));

/** CPU milliseconds for each simulated second, of this process with all its threads. */
async function cpuOf(
  take: (load: Load) => Promise<void>,
  end: () => Promise<void> = async () => {},
  warmUp = WARM_UP,
): Promise<number> {
  const load = new Load(hives, 'random', START);
  for (let second = 0; second < warmUp; second += 1) await take(load);
  const before = process.cpuUsage();
  for (let second = 0; second < seconds; second += 1) await take(load);
  const { user, system } = process.cpuUsage(before);
  await end();
  return (user + system) / 1_000 / seconds;
}

/** Sends to a target that takes everything at once: what the queen's part costs, without the network. */
async function sending(target: Pick<RemoteWriteTarget, 'series' | 'intervalMs'>) {
  let bytes = 0;
  const writer = aWriter({ ...target, url: 'http://localhost/' }, async (_, { body }) => {
    bytes += (body as Uint8Array).length;
    return new Response(null, { status: 204 });
  });
  const ms = await cpuOf((load) => handOver(load, writer));
  return { ms: ms - making, bytes: bytes / 1_024 / (seconds + WARM_UP) };
}

/** CPU of the history for the same samples, with its log and its files. */
async function recording(): Promise<number> {
  const kept = await openHistory({ dataFolder: folder });
  const ms = await cpuOf(
    async (load) => {
      kept.append(load.next());
      await kept.synced();
    },
    () => kept.close(),
    HISTORY_WARM_UP,
  );
  return ms - making;
}

/** Sends the samples of each second to a store, as fast as it takes them, and measures what it uses for them. */
async function receiving(program: (typeof PROGRAMS)[number]): Promise<void> {
  const store = await Store.start(program, folder);
  const writer = aWriter({ series: 'raw', intervalMs: 1_000, url: store.url }, fetch);
  let before = 0;
  let taken = 0;
  await cpuOf(async (load) => {
    if (taken === WARM_UP) before = store.cpuMs;
    taken += 1;
    await handOver(load, writer);
  });
  const ms = (store.cpuMs - before) / seconds;
  const { sent = 0, dropped = 0 } = writer.states[0] ?? {};
  if (dropped > 0 || sent === 0)
    throw new Error(`${program.name} took ${sent} and refused ${dropped} samples.`);
  rows.push([`${program.name}, raw, a request for 1 s`, ms, Number.NaN]);
  const times = ms / history;
  const least = TIMES[program.name] ?? 0;
  const sentence = `${program.name} uses ${times.toFixed(1)} times the CPU of the history (target: at least ${least})`;
  verdicts.push({ holds: times >= least, sentence });
  await store.stop();
}

/** Hands over a second, and waits until everything that is due was taken. */
async function handOver(load: Load, writer: ReturnType<typeof aWriter>): Promise<void> {
  const second = load.next();
  writer.append(second);
  writer.tick(second.at);
  const interval = writer.intervalMs;
  while ((writer.states[0]?.lag_ms ?? 0) > interval + 3_000) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A writer with one target, whose clock is that of the samples. */
function aWriter(
  target: Pick<RemoteWriteTarget, 'series' | 'intervalMs' | 'url'>,
  send: (url: string, init: RequestInit) => Promise<Response>,
) {
  let now = START;
  const writer = new RemoteWriter([{ ...target, name: 'target', labels: {}, headers: {} }], {
    version: '0.1.0',
    reader: () => {
      throw new Error('everything is in memory');
    },
    files: { read: () => undefined, write: () => {} },
    clock: { now: () => now, monotonic: () => performance.now() },
    fetch: send,
  });
  return {
    intervalMs: target.intervalMs,
    append: (second: Parameters<typeof writer.append>[0]) => writer.append(second),
    tick: (at: number) => {
      now = at;
      writer.tick(at);
    },
    get states() {
      return writer.states;
    },
  };
}
