/**
 * What a queen's time goes to, by V8's own profile of her: the cases of ingest, each with as many rounds as they need to settle
 * and three that count. It judges nothing. `--write` puts the result into docs/performance.md.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitOnSignals } from '../ending.ts';
import { median } from '../measured.ts';
import { machineLine } from '../report.ts';
import { CASES } from './cases/index.ts';
import type { Case, Contender } from './contender.ts';
import { stayOnLoadCore } from './cores.ts';
import { keepOnPage } from './page.ts';
import { PARTS, type PartName, type Profile, sharesOf } from './profile-parts.ts';

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
  '#### What a heartbeat costs a queen, µs of CPU',
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
  try {
    const queenFlags = ['--cpu-prof', '--cpu-prof-dir', folder];
    const queen = await it.contenders[0]?.({ rounds: ROUNDS, seconds: SECONDS, minutes: 1, queenFlags });
    if (!queen) throw new Error(`The case ${it.name} has no queen.`);
    const { each, lastMs } = await measured(queen, it.settleRounds ?? 1);
    const [name = ''] = readdirSync(folder);
    const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile;
    return { title: it.name, each, shares: sharesOf(profile, lastMs) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a heartbeat cost, and how long that was looked at. */
async function measured(queen: Contender, settling: number): Promise<{ each: number; lastMs: number }> {
  try {
    for (let round = 0; round < settling; round += 1) await queen.round(SECONDS);
    const began = performance.now();
    const costs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { figures } = await queen.round(SECONDS);
      costs.push(figures['cpuUsEach'] ?? Number.NaN);
    }
    return { each: median(costs), lastMs: performance.now() - began };
  } finally {
    await queen.end();
  }
}
