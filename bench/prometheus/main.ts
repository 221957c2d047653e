/**
 * Checks the rules and boards of monitoring/ against a real Prometheus of Debian that scrapes a real queen with a simulated fleet: every
 * rule is evaluated without an error, and every query of every board finds data with the labels that the board names. Prints one line
 * for each check; exits with 1 if one of them fails.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Board } from '../../monitoring/grafana/board.ts';
import { BOARDS } from '../../monitoring/grafana/boards.ts';
import { freePort } from '../../tests/e2e/free-port.ts';
import { Child, exitOnSignals } from '../child.ts';
import { RBEE } from '../queen/servers/queen.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const RULES = fileURLToPath(new URL('../../monitoring/prometheus/', import.meta.url));
const HIVES = 12;
/** Time until Prometheus has scraped often enough for rates, and has evaluated the rules. */
const PATIENCE_MS = 60_000;
/** The simulated fleet has workers that are stuck now and then. */
const MAY_FIRE = 'RbeeWorkerStuck';
/** A simulated hive loses no samples, and does not count them. */
const NOT_SIMULATED = 'rbee_hive_samples_lost_total';

interface Series {
  readonly metric: Readonly<Record<string, string>>;
}

exitOnSignals();
for (const program of ['prometheus', 'promtool'])
  if (spawnSync(program, ['--version'], { stdio: 'ignore' }).error) {
    console.log(`${program} is missing (apt-get install prometheus).`);
    process.exit(1);
  }
let failures = 0;
const children: Child[] = [];
const folder = temporaryFolder('rbee-prometheus-');
checkFiles();
const url = await start();
await checkRules();
const worker = await aWorker();
for (const board of Object.values(BOARDS)) await checkBoard(board);
process.exitCode = failures > 0 ? 1 : 0;
await Promise.all(children.map((child) => child.end('SIGTERM')));

function check(what: string, fault: string | undefined): void {
  if (fault !== undefined) failures += 1;
  console.log(fault === undefined ? `ok   ${what}` : `FAIL ${what}: ${fault}`);
}

/** What promtool says of the files, and of the tests of the alerts. */
function checkFiles(): void {
  for (const [kind, file] of [
    ['check config', 'prometheus.yml'],
    ['test rules', 'alerting-rules.test.yml'],
  ] as const) {
    const { status, stdout, stderr } = spawnSync('promtool', [...kind.split(' '), file], {
      cwd: RULES,
      encoding: 'utf8',
    });
    check(`promtool ${kind} ${file}`, status === 0 ? undefined : stdout + stderr);
  }
}

/** Starts a queen, a fleet and a Prometheus with the configuration of monitoring/ but for addresses and intervals; gives its address. */
async function start(): Promise<string> {
  const [queenPort, port] = [await freePort(), await freePort()];
  const queen = `http://127.0.0.1:${queenPort}`;
  const args = ['queen', '--no-config', '--port', `${queenPort}`, '--data', join(folder, 'queen')];
  const child = begin([process.execPath, RBEE, ...args, '--log-level', 'error']);
  await child.untilListening(queenPort);
  const fleet = ['simulate', '--no-config', '--queen-url', queen, '--hives', `${HIVES}`];
  begin([process.execPath, RBEE, ...fleet]);
  const config = readFileSync(join(RULES, 'prometheus.yml'), 'utf8')
    .replace('localhost:7833', `127.0.0.1:${queenPort}`)
    .replaceAll(/(_interval:) 15s/g, '$1 1s')
    .replaceAll(/- (\w+-rules\.yml)/g, `- ${RULES}$1`);
  writeFileSync(join(folder, 'prometheus.yml'), config);
  const prometheus = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ];
  const store = begin(['prometheus', ...prometheus]);
  await store.untilListening(port);
  return `http://127.0.0.1:${port}`;
}

function begin(command: readonly string[]): Child {
  const child = new Child(command, { stdio: ['ignore', 'ignore', 'inherit'] });
  children.push(child);
  return child;
}

async function api<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
  const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(query)}`);
  const { data, error } = (await response.json()) as { data?: T; error?: string };
  if (!data) throw new Error(error ?? `Prometheus answered ${response.status}.`);
  return data;
}

async function series(expr: string): Promise<readonly Series[]> {
  return (await api<{ result: readonly Series[] }>('query', { query: expr })).result;
}

/** Asks again until there are series, or for a minute. */
async function patiently(expr: string): Promise<readonly Series[]> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await series(expr);
    if (found.length > 0 || Date.now() > end) return found;
    await wait(500);
  }
}

/** Every rule is evaluated, and no alert fires for a fleet that is well. */
async function checkRules(): Promise<void> {
  await patiently('model:rbee_generation_tokens_per_second:sum');
  const { groups } = await api<{
    groups: readonly {
      readonly rules: readonly {
        readonly name: string;
        readonly health: string;
        readonly lastError?: string;
        readonly state?: string;
      }[];
    }[];
  }>('rules');
  for (const { name, health, lastError, state } of groups.flatMap(({ rules }) => rules)) {
    const fault = health === 'ok' ? undefined : (lastError ?? health);
    check(`rule ${name}`, fault ?? (state === 'firing' && name !== MAY_FIRE ? 'it fires' : undefined));
  }
}

/** A worker whose engine tells everything that the board of workers shows. */
async function aWorker(): Promise<Readonly<Record<string, string>>> {
  const [found] = await patiently(
    'rbee_worker_preemptions_total and on (hive_id, group, instance) rbee_worker_kv_cache_ratio > 0',
  );
  if (!found) throw new Error('No worker of the fleet tells its preemptions and its KV cache.');
  return found.metric;
}

async function checkBoard({ title, panels }: Board): Promise<void> {
  for (const panel of panels)
    for (const { expr, legend } of panel.targets) {
      if (expr.includes(NOT_SIMULATED)) continue;
      const found = await patiently(chosen(expr));
      const names = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '');
      const lacking = names.filter((name) => !found.some(({ metric }) => name in metric));
      const fault = found.length === 0 ? 'no data' : lacking.length > 0 ? `no label ${lacking}` : undefined;
      check(`${title}, ${panel.title}: ${expr}`, fault);
    }
}

/** The query with the values that a reader of the board might have chosen. */
function chosen(expr: string): string {
  return expr
    .replaceAll('$__rate_interval', '10s')
    .replaceAll('=~"$hive"', '=~".*"')
    .replaceAll('$hive', worker['hive_id'] ?? '')
    .replaceAll('$group', worker['group'] ?? '')
    .replaceAll('$instance', worker['instance'] ?? '');
}
