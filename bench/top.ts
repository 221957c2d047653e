/**
 * Measures what `rbee top` costs while it shows a fleet of 8,000 workers: of the real program on a pseudo-terminal of `script` (util-linux), its own
 * CPU time. In the same run a bare client reads the same stream and parses its JSON. Exits with 1 if the target is missed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Child, cpuMsOf, exitOnSignals, residentMibOf } from './child.ts';
import { RBEE, startBeside } from './queen/servers/queen.ts';
import { isBelow, publish, statusOf, tableLines, verdictLines } from './report.ts';

const MAX_CPU_PCT = 3;
/** Time until the fleet is there and the programs are compiled. */
const START_S = 60;

const { values } = parseArgs({
  options: {
    hives: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '30' },
    terminal: { type: 'string', default: '200x60' },
  },
});
const seconds = Number(values.seconds);
const [columns = '', rows = ''] = values.terminal.split('x');
if (!(seconds >= 1)) throw new RangeError(`--seconds must be a number from 1, not "${values.seconds}"`);
if (!/^\d{1,4}x\d{1,4}$/.test(values.terminal))
  throw new RangeError('--terminal must be a size such as 200x60');
exitOnSignals();
process.exitCode = await main();

async function main(): Promise<number> {
  const { queen, port } = await startBeside(['--no-history']);
  const url = `http://127.0.0.1:${port}`;
  const fleet = new Child([process.execPath, RBEE, 'simulate', '--hives', values.hives, '--queen-url', url], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await setTimeout(10_000); // the hives connect
  const top = startTop(url);
  const bare = new Child(
    [process.execPath, fileURLToPath(new URL('top-reference.ts', import.meta.url)), url],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  try {
    await setTimeout(START_S * 1_000);
    const before = Number(await bare.ask('events'));
    const [ofTop, ofBare] = await Promise.all([measure(childOf(top.pid)), measure(bare.pid)]);
    const samples = (Number(await bare.ask('events')) - before) / seconds;
    const verdicts = [isBelow('rbee top, CPU', ofTop.cpuPct, MAX_CPU_PCT, ' % of a core')];
    const report = [
      ...tableLines('program', { 'CPU, % of a core': 2, 'resident memory, MiB': 0 }, [
        ['`rbee top`', ofTop.cpuPct, ofTop.mib],
        ['bare client: fetch, split and JSON.parse', ofBare.cpuPct, ofBare.mib],
        ['ratio', ofTop.cpuPct / ofBare.cpuPct, ofTop.mib / ofBare.mib],
      ]),
      '',
      ...verdictLines(verdicts),
    ].join('\n');
    const how = `${values.hives} hives with eight workers each, a terminal of ${values.terminal}, ${seconds} s, ${samples.toFixed(0)} samples a second`;
    publish('top', report, how, false);
    return statusOf(verdicts);
  } finally {
    await Promise.all([top.end(), bare.end(), fleet.end()]);
    await queen.end();
  }
}

/** Starts `rbee top` on a terminal of its own, whose output is read and left. */
function startTop(url: string): Child {
  const command = `stty cols ${columns} rows ${rows}; exec ${process.execPath} ${RBEE} top --queen-url ${url}`;
  return new Child(['script', '--quiet', '--flush', '--command', command, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
}

/** The process that a process has started. */
function childOf(pid: number): number {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid) return Number(name);
    } catch {
      // it has ended
    }
  }
  throw new Error('rbee top does not run.');
}

async function measure(pid: number): Promise<{ readonly cpuPct: number; readonly mib: number }> {
  const [startMs, startCpuMs] = [performance.now(), cpuMsOf(pid)];
  await setTimeout(seconds * 1_000);
  const cpuPct = (100 * (cpuMsOf(pid) - startCpuMs)) / (performance.now() - startMs);
  return { cpuPct, mib: residentMibOf(pid) };
}
