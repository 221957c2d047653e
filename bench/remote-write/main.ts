/**
 * Sends the samples of a real queen to Prometheus and VictoriaMetrics of Debian, each second and as means, and compares what they have
 * with the queen's history. Prometheus is away for a while. Prints one line for each comparison; exits with 1 if one of them fails.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { HistoryInfo, HistorySeries } from '@rbee/contract';
import { fieldMetrics } from '@rbee/history';
import { freePort } from '../../tests/e2e/free-port.ts';
import { Child, exitOnSignals } from '../child.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { GONE, HIVES, report } from './fleet.ts';
import { missing, PROGRAMS, Store } from './stores.ts';

const SECONDS = 50;
/** Prometheus is away from the one to the other second, and a worker is gone from then on. */
const AWAY = [18, 30] as const;
const GONE_FROM = 25;
const INTERVAL_MS = 5_000;
const TOLERANCE = 0.001;
const WORKER_FIELDS = ['cpu_pct', 'rss_mb', 'io_r_mb_s', 'vram_mb', 'busy'] as const;
const NODE_FIELDS = ['cpu_pct', 'load_1', 'ram_used_mb'] as const;

exitOnSignals();
const lacking = missing();
if (lacking.length > 0) {
  console.log(
    `These programs are missing: ${lacking.join(', ')} (apt-get install prometheus victoria-metrics).`,
  );
  process.exit(1);
}
let failures = 0;
const folder = temporaryFolder('rbee-remote-write-');
const stores = await Promise.all(PROGRAMS.map((program) => Store.start(program, folder)));
const queen = await startQueen();
await run();
process.exit(failures > 0 ? 1 : 0);

function check(what: string, isRight: boolean, seen: unknown): void {
  if (!isRight) failures += 1;
  console.log(`${isRight ? 'ok  ' : 'FAIL'} ${what}${isRight ? '' : `: ${JSON.stringify(seen)}`}`);
}

/** Starts a queen that sends each second and the means to every store. */
async function startQueen(): Promise<{ readonly url: string; readonly child: Child }> {
  const remote_write = stores.flatMap(({ name, url }) => [
    { url, name: `${name}-raw`, series: 'raw', interval: '2s', labels: { sent: 'raw' } },
    { url, name: `${name}-means`, interval: `${INTERVAL_MS / 1_000}s`, labels: { sent: 'means' } },
  ]);
  const config = join(folder, 'rbee.config.json');
  writeFileSync(config, JSON.stringify({ queen: { remote_write } }));
  const rbee = fileURLToPath(new URL('../../apps/rbee/bin/rbee.mjs', import.meta.url));
  const port = await freePort();
  const args = ['queen', '--config', config, '--port', `${port}`, '--data', join(folder, 'data')];
  const child = new Child([process.execPath, rbee, ...args, '--log-level', 'error'], { stdio: 'inherit' });
  await child.untilListening(port);
  return { url: `http://127.0.0.1:${port}`, child };
}

async function run(): Promise<void> {
  const { url, child } = queen;
  const [prometheus] = stores as [Store];
  const start = Date.now();
  for (let second = 0; second < SECONDS; second += 1) {
    if (second === AWAY[0]) await prometheus.stop();
    if (second === AWAY[1]) await prometheus.startAgain();
    await report(url, second, second >= GONE_FROM);
    await wait(Math.max(0, start + (second + 1) * 1_000 - Date.now()));
  }
  await untilCaughtUp(url);
  const from = Math.ceil((start + 8_000) / INTERVAL_MS) * INTERVAL_MS;
  const to = Math.floor((start + (SECONDS - 4) * 1_000) / INTERVAL_MS) * INTERVAL_MS;
  await compare(url, from, to);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  checkNames(metrics);
  await child.end('SIGTERM');
  const stopped = Date.now();
  await wait(2_000);
  for (const store of stores) {
    await store.flush();
    const before = await store.value('count({sent="raw"})', from + INTERVAL_MS);
    check(`${store.name}: there are series while the queen runs`, (before ?? 0) > 50, before);
    const after = await store.value('count({sent=~"raw|means"})', stopped + 2_000);
    check(`${store.name}: no series goes on after the queen has stopped`, after === undefined, after);
    const gone = await store.value(`count({sent="raw",instance="${GONE}"})`, start + (GONE_FROM + 3) * 1_000);
    check(`${store.name}: no series of the worker that is gone goes on`, gone === undefined, gone);
  }
}

/** Waits until every target has what it missed. */
async function untilCaughtUp(url: string): Promise<void> {
  let remote: HistoryInfo['remote_write'];
  for (let tries = 0; tries < 60; tries += 1) {
    await report(url, SECONDS + tries, true);
    await wait(1_000);
    remote = ((await (await fetch(`${url}/v1/history`)).json()) as HistoryInfo).remote_write;
    if (remote?.every(({ lag_ms }) => lag_ms < 3 * INTERVAL_MS)) break;
  }
  const states = (remote ?? []).map(({ name, dropped, lag_ms }) => ({ name, dropped, lag_ms }));
  check(
    'every store has caught up',
    states.length > 0 && states.every((it) => it.lag_ms < 3 * INTERVAL_MS),
    states,
  );
  check(
    'nothing was dropped',
    states.every(({ dropped }) => dropped === 0),
    states,
  );
  const retries = remote?.filter(({ name }) => name.startsWith('prometheus')).map((it) => it.retries) ?? [];
  check(
    'requests to the store that was away were sent again',
    retries.every((it) => it > 0),
    retries,
  );
}

async function compare(url: string, from: number, to: number): Promise<void> {
  for (const store of stores) await store.flush();
  for (const [kind, fields] of [
    ['worker', WORKER_FIELDS],
    ['node', NODE_FIELDS],
  ] as const) {
    const each = kind === 'worker' ? '&each=worker' : '';
    const answers = await Promise.all(
      HIVES.map(async (hive) => {
        const range = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
        const path = `/v1/history/series?hive=${hive}${each}&fields=${fields.join()}&${range}&max_points=3600`;
        return (await (await fetch(url + path)).json()) as HistorySeries;
      }),
    );
    for (const field of fields) {
      const metric = new Map<string, ReturnType<typeof fieldMetrics>[number][1]>(fieldMetrics(kind)).get(
        field,
      );
      const series = answers.flatMap((it) => it.series).filter((it) => it.field === field);
      if (metric)
        await compareField(
          metric,
          series.map(({ mean }) => mean),
          from,
          to,
        );
    }
  }
}

type Metric = ReturnType<typeof fieldMetrics>[number][1];

async function compareField(
  { name, factor }: Metric,
  series: readonly (number | null)[][],
  from: number,
  to: number,
) {
  const sum = sumOf(series.flat()) * factor;
  const perInterval = INTERVAL_MS / 1_000;
  const means = series.flatMap((values) =>
    Array.from({ length: values.length / perInterval }, (_, n) => {
      const known = values.slice(n * perInterval, (n + 1) * perInterval).filter((it) => it !== null);
      return known.length > 0 ? (sumOf(known) / known.length) * factor : 0;
    }),
  );
  const most = Math.max(...series.flat().filter((it) => it !== null)) * factor;
  // A range of VictoriaMetrics is without its beginning, one of Prometheus 2 has both of its ends.
  const [seconds, intervals] = [`[${to - from}ms]`, `[${to - from - 1}ms]`];
  for (const store of stores) {
    const raw = await store.value(`sum(sum_over_time(${name}{sent="raw"}${seconds}))`, to - 1);
    check(`${store.name}: the sum of ${name}`, isClose(raw, sum), { theirs: raw, ours: sum });
    const mean = await store.value(`sum(sum_over_time(${name}{sent="means"}${intervals}))`, to);
    check(`${store.name}: the means of ${name}`, isClose(mean, sumOf(means)), {
      theirs: mean,
      ours: sumOf(means),
    });
    const max = await store.value(`max(max_over_time(${name}_max{sent="means"}${intervals}))`, to);
    check(`${store.name}: the maximum of ${name}`, isClose(max, most), { theirs: max, ours: most });
  }
}

function sumOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function isClose(theirs: number | undefined, ours: number): boolean {
  return theirs !== undefined && Math.abs(theirs - ours) <= Math.abs(ours) * TOLERANCE + 1e-9;
}

/** promtool accepts every name in a rule, and the text of the metrics. */
function checkNames(metrics: string): void {
  const names = new Set([...metrics.matchAll(/^# TYPE (rbee_\w+)/gm)].map(([, name]) => name));
  const rules = [...names].map((name) => `      - {record: "test:${name}", expr: "${name} + ${name}_max"}`);
  const path = join(folder, 'rules.yml');
  writeFileSync(path, `groups:\n  - name: names\n    rules:\n${rules.join('\n')}\n`);
  const checked = spawnSync('promtool', ['check', 'rules', path], { encoding: 'utf8' });
  check(
    `promtool accepts the ${names.size} names`,
    names.size > 50 && checked.status === 0,
    checked.stdout + checked.stderr,
  );
  const text = spawnSync('promtool', ['check', 'metrics'], { input: metrics, encoding: 'utf8' });
  // 3 is a matter of style, such as a name that could be another one.
  check('promtool reads the text of the metrics', text.status === 0 || text.status === 3, text.stderr);
  if (text.status === 3) console.log(text.stderr.trim());
}
