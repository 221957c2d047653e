/**
 * Measures what reading fifty engines costs a hive: two real hives report to one queen at the same time, one of them with
 * `--no-engines`. The engines are servers that answer as llama.cpp's does, idle or with `--busy`. Exits with 1 if a target is missed.
 */
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Child, cpuMsOf, exitOnSignals, residentMibOf } from './child.ts';
import { median } from './measured.ts';
import { RBEE, startBeside } from './queen/servers/queen.ts';
import { isBelow, publish, statusOf, tableLines, verdictLines } from './report.ts';

const ENGINES = 50;
const FIRST_PORT = 20_000;
/** Engines that start at the same time: each is a process of Node. */
const AT_ONCE = 5;
/** Time for the start of the hives, which costs more than any later second. */
const START_S = 20;
const MAX_CPU_PCT = 1;
const MAX_MIB = 5;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    busy: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
if (!(minutes >= 1)) throw new RangeError(`--minutes must be a number from 1, not "${values.minutes}"`);
exitOnSignals();
process.exitCode = await main();

async function main(): Promise<number> {
  const engines = await startEngines();
  const { queen, port } = await startBeside(['--no-history']);
  const hives = [startHive(port, 'reads', []), startHive(port, 'reads-none', ['--no-engines'])] as const;
  try {
    await setTimeout(START_S * 1_000);
    const [reads, none] = await Promise.all([measure(hives[0]), measure(hives[1])]);
    await checkEngines(`http://127.0.0.1:${port}/v1/hives/reads`);
    const cost = { cpuPct: reads.cpuPct - none.cpuPct, mib: reads.mib - none.mib };
    const verdicts = [
      isBelow('reading the engines, CPU', cost.cpuPct, MAX_CPU_PCT, ' % of a core'),
      isBelow('reading the engines, memory', cost.mib, MAX_MIB, ' MiB'),
    ];
    const report = [
      ...tableLines('hive', { 'CPU, % of a core': 2, 'resident memory, MiB': 1 }, [
        ['that reads them', reads.cpuPct, reads.mib],
        ['with --no-engines', none.cpuPct, none.mib],
        ['difference', cost.cpuPct, cost.mib],
      ]),
      '',
      ...verdictLines(verdicts),
    ].join('\n');
    const how = `${ENGINES} ${values.busy ? 'busy' : 'idle'} engines, one sample a second, ${minutes} minutes`;
    publish('engine-cost', report, how, false);
    return statusOf(verdicts);
  } finally {
    await Promise.all(hives.map((hive) => hive.end()));
    await queen.end();
    await Promise.all(engines.map((engine) => engine.end()));
  }
}

async function startEngines(): Promise<readonly Child[]> {
  const engines: Child[] = [];
  while (engines.length < ENGINES) {
    const ports = Array.from({ length: AT_ONCE }, (_, index) => FIRST_PORT + engines.length + index);
    const started = ports.map(startEngine);
    await Promise.all(started.map((engine) => engine.message()));
    engines.push(...started);
  }
  return engines;
}

function startEngine(port: number): Child {
  const program = fileURLToPath(new URL('engine-server.ts', import.meta.url));
  const flags = ['-m', 'qwen3-8b-Q4_K_M.gguf', '--port', `${port}`, ...(values.busy ? ['--busy'] : [])];
  return new Child([process.execPath, program, ...flags], {
    argv0: 'llama-server',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function startHive(port: number, id: string, more: readonly string[]): Child {
  const flags = [
    '--no-config',
    '--queen-url',
    `http://127.0.0.1:${port}`,
    '--hive-id',
    id,
    '--log-level',
    'warn',
  ];
  return new Child([process.execPath, RBEE, 'hive', ...flags, ...more], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

async function measure({ pid }: Child): Promise<{ readonly cpuPct: number; readonly mib: number }> {
  const [startMs, startCpuMs] = [performance.now(), cpuMsOf(pid)];
  const residentMib: number[] = [];
  while (residentMib.length < minutes * 60) {
    await setTimeout(1_000);
    residentMib.push(residentMibOf(pid));
  }
  const cpuPct = (100 * (cpuMsOf(pid) - startCpuMs)) / (performance.now() - startMs);
  return { cpuPct, mib: median(residentMib.slice(-residentMib.length / 4)) };
}

/** Throws if the hive did not read every engine. */
async function checkEngines(url: string): Promise<void> {
  const { workers = [] } = (await (await fetch(url)).json()) as {
    workers?: readonly { readonly engine?: { readonly state: string } }[];
  };
  const ready = workers.filter(({ engine }) => engine?.state === 'ready').length;
  if (ready < ENGINES) throw new Error(`Only ${ready} of ${ENGINES} engines were read.`);
}
