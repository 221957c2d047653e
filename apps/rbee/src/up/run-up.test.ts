import { aWorker } from '@rbee/contract/builders';
import { systemClock } from '@rbee/hive';
import { expect, test, vi } from 'vitest';
import { parseCommandLine } from '../command-line/index.ts';
import type { Outcome } from '../outcome.ts';
import { hiveTable, queenTable } from '../settings/index.ts';
import { aMachine } from '../testing/a-machine.ts';
import { createFakeChildren, type FakeChild } from '../testing/fake-child.ts';
import { runUp, type UpEdges } from './run-up.ts';

const page = async () => new Response('<html>', { headers: { 'content-type': 'text/html; charset=utf-8' } });

const KEY_FILE = '/etc/rbee/key';

const environment = { LLAMA_KEY: 'planted-key' };

/** Only the file of a key exists. */
const readText = (path: string) =>
  path === KEY_FILE ? ({ ok: true, text: 'a-key' } as const) : ({ ok: false, code: 'ENOENT' } as const);

function upLine(args: readonly string[]) {
  const machine = aMachine();
  const parsed = parseCommandLine(['up', ...args], { environment, machine, version: '1', readText });
  if (parsed.kind !== 'up') throw new Error(JSON.stringify(parsed));
  return parsed;
}

function setUp(args: readonly string[] = [], more: Partial<UpEdges> = {}, hasTokens = false) {
  const { startChild, children } = createFakeChildren({ hasTokens });
  const [stop, force] = [new AbortController(), new AbortController()];
  const printed: string[] = [];
  const said: string[] = [];
  const line = upLine(args);
  const outcome: Promise<Outcome> = runUp(line.settings, {
    keys: line.keys,
    programs: { rbee: 'rbee', sampleWorker: 'sample-worker' },
    startChild,
    workersNow: async () => [],
    fetch: page,
    clock: systemClock,
    isTerminal: true,
    random: () => 0.5,
    print: (line) => printed.push(line),
    say: (sentence) => said.push(sentence),
    stop: stop.signal,
    force: force.signal,
    ...more,
  });
  const started = (count: number) => vi.waitUntil(() => children.length === count, { interval: 1 });
  const names = () => children.map(({ program, args: [first] }) => (program === 'rbee' ? first : program));
  return { children, printed, said, stop, outcome, started, names };
}

const sentTo = (child: FakeChild | undefined): Record<string, unknown> => {
  const line = child?.commandLine;
  return line && 'settings' in line ? { ...line.settings } : {};
};
const announced = (printed: readonly string[]) => vi.waitUntil(() => printed.length > 3, { interval: 1 });

test('starts the queen first, and the others when it is ready', async () => {
  const { children, printed, stop, outcome, started, names } = setUp(['--port', '0']);
  expect(names()).toEqual(['queen']);
  children[0]?.becomeReady(4711);
  await started(4);
  expect(names().slice(1).sort()).toEqual(['hive', 'sample-worker', 'sample-worker']);
  expect(sentTo(children[1])).toMatchObject({ queenUrl: 'http://127.0.0.1:4711' });
  const ports = children.slice(2).map(({ args }) => args[args.indexOf('--port') + 1]);
  expect(new Set(ports).size).toBe(2);
  await announced(printed);
  expect(printed).toEqual([
    'rbee is running. Open http://localhost:4711',
    'This machine reports as the hive "gpu-1" every 1 s.',
    'No inference server was found on this machine, so two sample workers were started as a demo: bee-bigram and bee-fourgram.',
    'Press Ctrl-C to stop everything that rbee up started.',
  ]);
  stop.abort();
  expect(await outcome).toEqual({ code: 0 });
  expect(children.map(({ signals }) => signals)).toEqual(Array(4).fill(['SIGTERM']));
});

test('starts no sample workers if an inference server runs', async () => {
  const { children, printed, stop, outcome, names } = setUp([], { workersNow: async () => [aWorker()] });
  children[0]?.becomeReady(4711);
  await announced(printed);
  expect(printed[2]).toBe('Inference servers on this machine: llm/8080 (llama-3.2-1b).');
  stop.abort();
  await outcome;
  expect(names()).toEqual(['queen', 'hive']);
});

test('starts no sample workers if it is not known whether an inference server runs', async () => {
  const { children, printed, stop, outcome, names } = setUp([], { workersNow: async () => null });
  children[0]?.becomeReady(4711);
  await announced(printed);
  expect(printed[2]).toBe(
    'Whether an inference server runs on this machine is not known: reading its processes does not end.',
  );
  stop.abort();
  await outcome;
  expect(names()).toEqual(['queen', 'hive']);
});

test('sample workers of another rbee do not count as inference servers', async () => {
  const { children, started, stop, outcome } = setUp([], {
    workersNow: async () => [aWorker({ origin: 'sample' })],
  });
  children[0]?.becomeReady(4711);
  await started(4);
  stop.abort();
  await outcome;
});

test('--no-samples starts no sample workers', async () => {
  const { children, printed, stop, outcome, names } = setUp(['--no-samples']);
  children[0]?.becomeReady(4711);
  await announced(printed);
  expect(printed[2]).toBe(
    'No inference server was found on this machine; it appears here when you start one.',
  );
  stop.abort();
  await outcome;
  expect(names()).toEqual(['queen', 'hive']);
});

test('reports that the page was not built', async () => {
  const { children, printed, stop, outcome } = setUp([], { fetch: async () => new Response('not built') });
  children[0]?.becomeReady(4711);
  await announced(printed);
  expect(printed[1]).toBe('The web page is not built yet; `npm start` builds it.');
  stop.abort();
  await outcome;
});

test('does not repeat the error of a queen that ends with 2', async () => {
  const { children, printed, said, outcome, names } = setUp();
  children[0]?.end({ code: 2 });
  expect(await outcome).toEqual({ code: 2 });
  expect([printed, said, names()]).toEqual([[], [], ['queen']]);
});

test('says where the past is kept if the queen keeps it', async () => {
  const { children, printed, stop, outcome } = setUp(['--no-samples', '--data', '/srv/rbee']);
  children[0]?.becomeReady(4711, { history: true });
  await announced(printed);
  expect(printed).toContain('The past is kept in /srv/rbee; --no-history keeps none.');
  stop.abort();
  await outcome;
});

test.each([
  [true, 'Set up this queen first: http://box:4711/setup#secret'],
  [false, 'Set up this queen first: the address for that is in /var/lib/rbee/setup-address'],
])(
  '[A4] prints how the first admin is made, with the secret only on a terminal (%s)',
  async (isTerminal, line) => {
    const args = ['--no-samples', '--host', '0.0.0.0'];
    const { children, printed, stop, outcome } = setUp(args, { isTerminal });
    children[0]?.becomeReady(4711, { setupAddress: 'http://box:4711/setup#secret' });
    await announced(printed);
    expect(printed[1]).toBe(line);
    stop.abort();
    await outcome;
  },
);

test('[A3] each start of the hive gets a token of its own from the queen, in its settings only', async () => {
  const clock = { ...systemClock, after: (_: number, run: () => void) => systemClock.after(0, run) };
  const { children, started, stop, outcome } = setUp(['--no-samples'], { clock }, true);
  children[0]?.becomeReady(4711);
  await started(2);
  expect(children[1]?.commandLine).toMatchObject({ kind: 'hive', token: 'token-1' });
  children[1]?.end({ code: 1 });
  await started(3);
  expect(children[2]?.commandLine).toMatchObject({ kind: 'hive', token: 'token-2' });
  expect(children[0]?.asked).toEqual(['gpu-1', 'gpu-1']);
  expect(JSON.stringify(children.map(({ args }) => args))).not.toContain('token-');
  stop.abort();
  await outcome;
});

test('a queen that gives no answer about the token of the hive does not keep up from ending', async () => {
  const { children, stop, outcome } = setUp(['--no-samples']);
  const asked = vi.fn(() => new Promise<null>(() => {}));
  Object.assign(children[0] ?? {}, { hiveToken: asked });
  children[0]?.becomeReady(4711);
  await vi.waitUntil(() => asked.mock.calls.length > 0, { interval: 1 });
  stop.abort();
  expect(await outcome).toEqual({ code: 0 });
});

test('when the queen ends, everything ends', async () => {
  const { children, outcome, started } = setUp();
  children[0]?.becomeReady(4711);
  await started(4);
  children[0]?.end({ signal: 'SIGKILL' });
  expect(await outcome).toEqual({
    code: 1,
    sentence: 'rbee: the queen ended unexpectedly (signal SIGKILL); everything else was stopped.',
  });
  expect(children.slice(1).map(({ signals }) => signals)).toEqual(Array(3).fill(['SIGTERM']));
});

test('stopped before the queen is ready, it stops the queen and starts nothing else', async () => {
  const { children, printed, stop, outcome, names } = setUp();
  stop.abort();
  expect(await outcome).toEqual({ code: 0 });
  expect([names(), children[0]?.signals, printed]).toEqual([['queen'], ['SIGTERM'], []]);
});

const behindProxy = (...more: string[]) => [
  ...['--trust-proxy', '10.0.0.1', '--proxy-user-header', 'Remote-User', '--proxy-default-role', 'viewer'],
  ...more,
];

/** For each setting of `rbee queen` and `rbee hive`, flags that give it a value other than its default. */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  port: ['--port', '8001'],
  host: ['--host', '127.0.0.2'],
  insecure: ['--insecure-no-access-control'],
  accessControl: ['--access-control'],
  allowOrigins: ['--allow-origin', 'https://a.b', '--allow-origin', 'http://c'],
  allowFrames: ['--allow-frame', 'https://a.b', '--allow-frame', 'http://c'],
  allowHosts: ['--allow-host', 'q.example'],
  forgetAfterMs: ['--forget-after', '7d'],
  fleetMb: ['--fleet-mb', '512'],
  addressShare: ['--address-share', '20'],
  trustedProxies: ['--trust-proxy', '10.0.0.1'],
  history: ['--no-history'],
  remoteWrite: ['--remote-write', 'http://store:9090/api/v1/write'],
  signIn: [
    '--access-control',
    '--sign-in',
    '{"id":"g","kind":"github","client_id":"c","default_role":"viewer"}',
  ],
  proxyUserHeader: behindProxy(),
  proxyGroupsHeader: behindProxy('--proxy-groups-header', 'Remote-Groups'),
  proxyRoles: behindProxy('--proxy-groups-header', 'Remote-Groups', '--proxy-role', 'ops=operator'),
  proxyDefaultRole: behindProxy(),
  data: ['--data', '/srv/rbee'],
  secondsAgeMs: ['--history-seconds', '6h'],
  minutesAgeMs: ['--history-minutes', '30d'],
  quartersAgeMs: ['--history-quarters', '90d'],
  secondsBytes: ['--history-seconds-size', '4G'],
  minutesBytes: ['--history-minutes-size', '1.5GiB'],
  quartersBytes: ['--history-quarters-size', '64M'],
  hiveId: ['--hive-id', 'gpu-9'],
  intervalMs: ['--interval-ms', '250'],
  watch: ['--watch', 'embed=my-embedder.*'],
  ignore: ['--ignore', 'llama-bench'],
  procRoot: ['--proc-root', '/host/proc'],
  sysRoot: ['--sys-root', '/host/sys'],
  nvmlLibrary: ['--nvml-library', '/opt/libnvidia-ml.so.1'],
  engines: ['--no-engines'],
  engineMetrics: ['--no-engine-metrics'],
  engineWithoutMetrics: ['--engine-without-metrics', 'llm/8080'],
  engineKeyFiles: ['--engine-key-file', `llm/8080=${KEY_FILE}`],
  engineKeyVariables: ['--engine-key-env', 'llm/8080=LLAMA_KEY'],
  logLevel: ['--log-level', 'debug'],
  logFormat: ['--log-format', 'pretty'],
};
/** `rbee up` starts the queen itself, for this machine and without TLS, so it has no such flags. */
const OF_ANOTHER_QUEEN = ['queenUrl', 'queenCa', 'join', 'joinFile', 'tokenFile', 'tlsCert', 'tlsKey'];
const machine = aMachine();
const settingsOfChildren = [
  ...Object.keys(queenTable(machine)).map((key) => ['queen', key] as const),
  ...Object.keys(hiveTable(machine)).map((key) => ['hive', key] as const),
].filter(([, key]) => !OF_ANOTHER_QUEEN.includes(key));

test.each(settingsOfChildren)('the %s gets the value of %s that up was given', async (command, key) => {
  const flags = FLAGS[key] ?? [];
  const alone = parseCommandLine([command, ...flags], { environment, machine, version: '1', readText });
  const byDefault = parseCommandLine([command], { environment: {}, machine, version: '1' });
  const value = (line: unknown) => (line as { settings: Record<string, unknown> }).settings?.[key];
  const { children, started, stop, outcome } = setUp([...flags, '--no-samples']);
  children[0]?.becomeReady(4711);
  await started(2);
  const child = children.find(({ commandLine }) => commandLine?.kind === command);
  expect(sentTo(child)[key]).toEqual(value(alone));
  expect(sentTo(child)[key]).not.toEqual(value(byDefault));
  stop.abort();
  await outcome;
});

test('the hive gets the keys that were in the environment; the queen gets none', async () => {
  const { children, started, stop, outcome } = setUp([
    '--no-samples',
    '--engine-key-env',
    'llm/8080=LLAMA_KEY',
  ]);
  children[0]?.becomeReady(4711);
  await started(2);
  const [queen, hive] = children.map(({ commandLine }) => commandLine);
  expect(hive).toMatchObject({ keys: [{ worker: 'llm/8080', key: 'planted-key' }] });
  expect(JSON.stringify([queen, children.map(({ args }) => args)])).not.toContain('planted-key');
  stop.abort();
  await outcome;
});
