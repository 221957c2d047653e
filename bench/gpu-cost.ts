/**
 * CPU cost of reading 16 NVIDIA GPUs, compared with the bare calls of their library, which is a fake one. Exits with 1
 * if a target is missed; `--write` puts the result into docs/measurements.md.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import HIVE_FLAGS from '../apps/rbee/bin/small.json' with { type: 'json' };
import { noFakeNvml } from '../packages/monitor/testing/fake-nvml.ts';
import { Child, exitOnSignals } from './child.ts';
import { fakeGpus } from './fake-gpus.ts';
import type { Spent } from './gpu-subject.ts';
import { median } from './measured.ts';
import { isBelow, publish, statusOf, tableLines, verdictLines } from './report.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ROUNDS = 5;
const SAMPLES = 200;
const CARDS = 16;
/** Processes of all cards. */
const MAIN = 200;
const SIZES = [MAIN, CARDS * MAIN];
const MAX_OWN_MS = 3;
const MAX_MIB = 60;

const BARE = fileURLToPath(new URL('gpu-bare.ts', import.meta.url));
const SUBJECT = fileURLToPath(new URL('gpu-subject.ts', import.meta.url));

/** Medians of all rounds, for a number of processes. */
interface GpuCost {
  readonly processes: number;
  readonly bareMs: number;
  readonly driverMs: number;
  readonly hiveMs: number;
  readonly driverMib: number;
}

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
exitOnSignals();
process.exitCode = await main();

async function main(): Promise<number> {
  if (noFakeNvml) throw new Error(`This benchmark needs a fake library: ${noFakeNvml}.`);
  const costs: GpuCost[] = [];
  for (const processes of SIZES) costs.push(await measureAmong(processes));
  const [first] = costs;
  if (!first) throw new Error('Nothing was measured.');
  const verdicts = [
    isBelow(
      `${CARDS} GPUs with ${MAIN} processes: CPU per sample without the library's`,
      ownMsOf(first),
      MAX_OWN_MS,
      ' ms',
    ),
    isBelow('resident memory of the process that calls the library', first.driverMib, MAX_MIB, ' MiB'),
  ];
  const columns = {
    'bare calls, ms': 2,
    "the driver's process, ms": 2,
    'the hive, ms': 2,
    'without the bare calls, ms': 2,
    'resident, MiB': 1,
  };
  const rows = costs.map((it) => {
    const title = `${CARDS} GPUs, ${it.processes} processes`;
    return [title, it.bareMs, it.driverMs, it.hiveMs, ownMsOf(it), it.driverMib] as const;
  });
  const report = [...tableLines('CPU per sample', columns, rows), '', ...verdictLines(verdicts)].join('\n');
  publish('gpu-cost', report, `${ROUNDS} rounds of ${SAMPLES} samples, a fake library`, values.write);
  return statusOf(verdicts);
}

/** What is not the library's own time, nor that of calling it. */
function ownMsOf({ bareMs, driverMs, hiveMs }: GpuCost): number {
  return driverMs + hiveMs - bareMs;
}

async function measureAmong(processes: number): Promise<GpuCost> {
  const library = fakeGpus(CARDS, processes);
  const cache = temporaryFolder('rbee-bench-cache-');
  const start = (program: string) =>
    new Child([process.execPath, ...HIVE_FLAGS, program, library], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { NODE_COMPILE_CACHE: cache },
    });
  // A process that has ended leaves its compiled modules, which the measured one then has, as after a restart of a hive.
  const [filler, bare] = [start(SUBJECT), start(BARE)];
  await filler.ask(1);
  filler.process.disconnect();
  await filler.exited;
  const subject = start(SUBJECT);
  const rounds: { readonly bare: readonly number[]; readonly spent: Spent }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({
      bare: (await bare.ask(SAMPLES)) as readonly number[],
      spent: (await subject.ask(SAMPLES)) as Spent,
    });
  }
  await Promise.all([bare.end(), subject.end()]);
  return {
    processes,
    bareMs: median(rounds.flatMap((it) => it.bare)),
    driverMs: median(rounds.map((it) => it.spent.driverMs)),
    hiveMs: median(rounds.flatMap((it) => it.spent.ownMs)),
    driverMib: median(rounds.map((it) => it.spent.driverMib)),
  };
}
