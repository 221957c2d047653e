/**
 * CPU profile of the queen by V8's profiler, for the ingest cases: warm-up rounds, then three rounds that count. It has no
 * targets. `--write` puts the result into docs/performance.md.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitOnSignals } from '../ending.ts';
import { median } from '../measured.ts';
import { machineLine } from '../report.ts';
import { CASES } from './cases/index.ts';
import type { Case, Contender, Round, Settings } from './contender.ts';
import { stayOnLoadCore } from './cores.ts';
import { keepOnPage } from './page.ts';
import { PARTS, type PartName, type Profile, sharesOf } from './profile-parts.ts';
import { startQueen, THIS_BUILD } from './servers/queen.ts';
import { takeTurns } from './take-turns.ts';

const NAMES = ['post-ingest', 'post-life', 'link-ingest', 'link-life'];
const ROUNDS = 3;
const SECONDS = 3;

/** Microseconds of CPU that a heartbeat costs, and what they go to. */
interface Costs {
  readonly title: string;
  readonly each: number;
  readonly shares: ReadonlyMap<PartName, number>;
}

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
exitOnSignals();
const machine = machineLine();
stayOnLoadCore();
const all: Costs[] = [];
for (const it of CASES.filter(({ name }) => NAMES.includes(name))) all.push(await costsOf(it));
const row = (what: string, micros: readonly number[]): string =>
  `| ${what} | ${micros.map((it) => it.toFixed(1)).join(' | ')} |`;
const text = [
  '#### CPU profile of the queen, µs per heartbeat',
  '',
  `| what | ${all.map(({ title }) => title).join(' | ')} |`,
  `| --- |${all.map(() => ' ---: |').join('')}`,
  ...Object.entries(PARTS).map(([part, what]) =>
    row(
      what,
      all.map(({ each, shares }) => each * (shares.get(part as PartName) ?? 0)),
    ),
  ),
  row(
    '**all**',
    all.map(({ each }) => each),
  ),
].join('\n');
console.log(`\n${text}\n`);
if (values.write) keepOnPage('profile', `${machine}; ${ROUNDS} rounds of ${SECONDS} s`, text);

async function costsOf(it: Case): Promise<Costs> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-profile-'));
  const starts: number[] = [];
  const queen = async (settings: Settings): Promise<Contender> => {
    const contender = await it.contenders[0]?.(settings);
    if (!contender) throw new Error(`The case ${it.name} has no queen.`);
    const round = (seconds: number): Promise<Round> => {
      starts.push(performance.now());
      return contender.round(seconds);
    };
    return { ...contender, round };
  };
  try {
    const flags = ['--cpu-prof', '--cpu-prof-dir', folder];
    const settings = {
      rounds: ROUNDS,
      seconds: SECONDS,
      minutes: 1,
      startQueen: () => startQueen(THIS_BUILD, flags),
    };
    const [shown] = await takeTurns({ ...it, contenders: [queen] }, settings, console.log);
    const lastMs = performance.now() - (starts.at(-ROUNDS) ?? 0);
    const [name = ''] = readdirSync(folder);
    const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile;
    const each = median((shown?.rounds ?? []).map((figures) => figures['cpuUsEach'] ?? Number.NaN));
    return { title: it.name, each, shares: sharesOf(profile, lastMs) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
