/**
 * Compares what a hive reads of a real llama-server with what its clients count: plain, asleep, behind a key, as a router,
 * stopped, on a Unix socket, loading, and without reading of metrics. Prints one line for each comparison; exits with 1 if one of them fails. `RBEE_TEST_LLAMA_SERVER` names a
 * server; without it one is built out of npm packages (llama-server.ts).
 */

import { isWorkerReady, type ProcessStats, workerActivity } from '@rbee/contract';
import { exitOnSignals } from '../child.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startClients } from './clients.ts';
import { writeModel } from './gguf.ts';
import { llamaServer } from './llama-server.ts';
import { loading } from './loading.ts';
import { onUnixSocket } from './on-unix-socket.ts';
import { check, failed, watch } from './watched.ts';
import { withoutMetrics } from './without-metrics.ts';

const SLOTS = 4;
const REQUESTS = 6;
/** How long tokens are counted, seconds, and how far the rate may be from the clients' count. */
const MEASURED_S = 30;
const WARM_UP_S = 10;
const STEP_S = 0.25;
const TOLERANCE_PCT = 5;
const IDLE_SLEEP_S = 3;
const ASLEEP_S = 25;

const folder = temporaryFolder('rbee-truth-');
const server = llamaServer(process.env['RBEE_TEST_LLAMA_SERVER']);

exitOnSignals();
writeModel(`${folder}/slow.gguf`, { embedding: 512, layers: 4, feedForward: 1024, heads: 8, context: 8192 });
for (const name of ['alpha', 'beta']) {
  writeModel(`${folder}/${name}.gguf`, { embedding: 32, layers: 1, feedForward: 32, heads: 2, context: 512 });
}
await plain();
await asleep();
await protectedByKey();
await router();
await onUnixSocket(server, folder);
await loading(server, folder);
await withoutMetrics(server, folder);
process.exit(failed() > 0 ? 1 : 0);

async function plain(): Promise<void> {
  const args = [
    '-m',
    `${folder}/slow.gguf`,
    '--metrics',
    '--parallel',
    `${SLOTS}`,
    '-c',
    '32768',
    '--no-webui',
  ];
  const watched = watch(server, args);
  const ready = await watched.until('ready');
  check('an idle server is ready, with its slots', ready?.engine?.slots === SLOTS, ready?.engine);
  const clients = startClients(watched.port, REQUESTS, 4_000);
  await watched.sample(WARM_UP_S);
  const moments: Moment[] = [];
  const seen: ProcessStats[] = [];
  for (const endMs = performance.now() + 1_000 * MEASURED_S; performance.now() < endMs; ) {
    const worker = await watched.sample(STEP_S, 1_000 * STEP_S);
    const rate = worker?.engine?.generation_tokens_per_s ?? 0;
    moments.push({ rate, tokens: clients.tokens, atMs: performance.now() });
    if (worker) seen.push(worker);
  }
  const { read, real } = tokensIn(moments);
  const isClose = Math.abs(read - real) <= (real * TOLERANCE_PCT) / 100;
  check(`tokens are within ${TOLERANCE_PCT} % of the clients' count`, real > 0 && isClose, { read, real });
  const queues = seen.map(({ engine }) => `${engine?.requests_running}+${engine?.requests_waiting}`);
  const expected = `${SLOTS}+${REQUESTS - SLOTS}`;
  const wrong = queues.filter((it) => it !== expected);
  check('running and waiting requests are exact', wrong.length === 0, [...new Set(queues)]);
  check('the worker is busy and not available in every sample', seen.every(isBusy), seen.length);
  await clients.stop();
  await watched.sample(8);
  const idle = await watched.sample();
  check('without requests it is idle and available', idle !== undefined && !isBusy(idle), idle?.engine);
  watched.child.process.kill('SIGSTOP');
  const stopped = await watched.until('unreachable');
  const reason = stopped?.engine?.unknown?.['requests_running'];
  check('a stopped server is unreachable, its figures say timeout', reason === 'timeout', reason);
  await watched.end();
}

/** One sample: the rate that the hive reads, and the tokens that the clients received until then. */
interface Moment {
  readonly rate: number;
  readonly tokens: number;
  readonly atMs: number;
}

/** Tokens between the first and the last reading: a rate is that of the time since the reading before. */
function tokensIn(moments: readonly Moment[]): { readonly read: number; readonly real: number } {
  const readings = moments.filter(({ rate }, at) => at > 0 && rate !== moments[at - 1]?.rate);
  let read = 0;
  for (const [at, it] of readings.entries()) {
    const before = readings[at - 1];
    if (before) read += (it.rate * (it.atMs - before.atMs)) / 1_000;
  }
  return { read, real: (readings.at(-1)?.tokens ?? 0) - (readings[0]?.tokens ?? 0) };
}

function isBusy(worker: ProcessStats): boolean {
  const activity = workerActivity(worker);
  const { state, slots, requests_running, requests_waiting } = worker.engine ?? {};
  const figures = { activity, serves: undefined, state, slots, requests_running, requests_waiting };
  return activity === 'busy' && !isWorkerReady(figures);
}

async function asleep(): Promise<void> {
  const args = ['-m', `${folder}/alpha.gguf`, '--metrics', '--sleep-idle-seconds', `${IDLE_SLEEP_S}`];
  const watched = watch(server, args);
  await watched.until('ready');
  const fell = await watched.until('sleeping');
  check('reading does not keep a server awake', fell !== undefined, fell?.engine?.state);
  const states = new Set<unknown>();
  for (let second = 0; second < ASLEEP_S; second += 1) states.add((await watched.sample())?.engine?.state);
  check('reading does not wake it', states.size === 1 && states.has('sleeping'), [...states]);
  await watched.end();
}

async function protectedByKey(): Promise<void> {
  const args = ['-m', `${folder}/alpha.gguf`, '--metrics', '--api-key', 'planted'];
  const without = watch(server, args);
  const refused = await without.until('protected');
  check('a server behind a key is protected', refused !== undefined, refused?.engine?.state);
  await without.end();
  const ownerId = process.getuid?.() ?? 0;
  const keys = (own: number) => [{ worker: `llm/${own}`, key: 'planted', ownerId }];
  const given = watch(server, args, (own) => ({ keys: keys(own) }));
  const ready = await given.until('ready');
  check('with its key it is ready', ready?.engine?.requests_running === 0, ready?.engine?.state);
  await given.end();
}

async function router(): Promise<void> {
  const watched = watch(server, ['--models-dir', folder, '--metrics']);
  await watched.until('ready');
  const worker = await watched.sample(15);
  const states = worker?.models?.map(({ name, state }) => `${name} ${state}`);
  const isUnloaded = worker?.models?.length === 3 && worker.models.every((it) => it.state === 'unloaded');
  check('reading a router loads none of its models', isUnloaded && worker.pids === 1, states);
  await fetch(`http://127.0.0.1:${watched.port}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'alpha', prompt: 'once', max_tokens: 4 }),
  }).then((it) => it.text());
  const loaded = await watched.sample(10);
  const alpha = loaded?.models?.find(({ name }) => name === 'alpha');
  check('a model that a request loaded is loaded, with its process', alpha?.state === 'loaded', alpha);
  const running = loaded?.engine?.requests_running;
  check('the requests of its child are those of the router', running === 0, loaded?.engine);
  await watched.end();
}
