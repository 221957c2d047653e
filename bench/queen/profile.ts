/**
 * CPU time of the parts of the queen per heartbeat, by V8's profiler, for the ingest cases. It has no targets. `--write` puts
 * the result into docs/measurements.md.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitOnSignals } from '../child.ts';
import { median } from '../measured.ts';
import { publish, tableLines } from '../report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { CASES } from './cases/index.ts';
import type { Case } from './contender.ts';
import { stayOnLoadCore } from './cores.ts';
import { PARTS, type PartName, sharesOf } from './profile-parts.ts';
import { startQueen, THIS_BUILD } from './servers/queen.ts';
import { takeTurns } from './take-turns.ts';

const NAMES = ['post-ingest', 'post-life', 'link-ingest', 'link-life'];
const ROUNDS = 3;
const SECONDS = 3;

/** CPU time per heartbeat, microseconds, and the share of each part in it. */
interface Costs {
  readonly title: string;
  readonly cpuUs: number;
  readonly shares: ReadonlyMap<PartName, number>;
}

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
exitOnSignals();
stayOnLoadCore();
const all: Costs[] = [];
for (const it of CASES.filter(({ name }) => NAMES.includes(name))) all.push(await costsOf(it));
const digits = Object.fromEntries(all.map(({ title }) => [title, 1]));
const rows = Object.entries(PARTS).map(([part, what]): [string, ...number[]] => [
  what,
  ...all.map(({ cpuUs, shares }) => cpuUs * (shares.get(part as PartName) ?? 0)),
]);
const lines = [
  '#### CPU profile of the queen, µs per heartbeat',
  '',
  ...tableLines('what', digits, [...rows, ['**all**', ...all.map(({ cpuUs }) => cpuUs)]]),
];
publish('queen profile', lines.join('\n'), `${ROUNDS} rounds of ${SECONDS} s`, values.write);

/** Measures the queen of a case, without the references. The profile is of the rounds that count. */
async function costsOf(it: Case): Promise<Costs> {
  const folder = temporaryFolder('bench-profile-');
  const flags = ['--cpu-prof', '--cpu-prof-dir', folder];
  const startProfiled = () => startQueen(THIS_BUILD, flags);
  const settings = { rounds: ROUNDS, seconds: SECONDS, minutes: 1, hives: 1, startQueen: startProfiled };
  const onlyQueen = { ...it, contenders: it.contenders.slice(0, 1) };
  const [queen] = await takeTurns(onlyQueen, settings, console.log);
  if (!queen) throw new Error(`The case ${it.name} has no queen.`);
  const lastMs = performance.now() - queen.startMs;
  const [name = ''] = readdirSync(folder);
  const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profiler.Profile;
  const cpuUs = median(queen.rounds.map(({ figures }) => figures['cpuUsEach'] ?? Number.NaN));
  return { title: it.name, cpuUs, shares: sharesOf(profile, lastMs) };
}
