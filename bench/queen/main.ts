/**
 * What a queen can carry: cases by their names, or all of them, each beside its references in the same run, the server on one
 * core and the load on the other. Exits 1 where one does not hold what it is to; `--write` puts it into docs/performance.md;
 * `--against REVISION` measures the queen of that revision of git beside this one.
 */
import { parseArgs } from 'node:util';
import { exitOnSignals } from '../ending.ts';
import { machineLine } from '../report.ts';
import { statusOf, type Verdict } from '../verdict.ts';
import { caseReport } from './case-report.ts';
import { caseVerdicts } from './case-verdict.ts';
import { CASES } from './cases/index.ts';
import { stayOnLoadCore } from './cores.ts';
import { against, checkOut } from './former-build.ts';
import { keepOnPage } from './page.ts';
import { startQueen, THIS_BUILD } from './servers/queen.ts';
import { takeTurns } from './take-turns.ts';

exitOnSignals();
try {
  process.exitCode = await main();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      minutes: { type: 'string', default: '1' },
      write: { type: 'boolean', default: false },
      'cpu-prof': { type: 'string' },
      'queen-flags': { type: 'string', default: '' },
      against: { type: 'string' },
    },
  });
  const cases = CASES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const unknown = positionals.filter((name) => !CASES.some((it) => it.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `Unknown case ${unknown.join(', ')}; known cases: ${CASES.map(({ name }) => name).join(', ')}.`,
    );
  }
  const machine = machineLine();
  const former = values.against === undefined ? undefined : checkOut(values.against);
  stayOnLoadCore();
  const flags = [
    ...values['queen-flags'].split(' ').filter(Boolean),
    ...(values['cpu-prof'] ? ['--cpu-prof', '--cpu-prof-dir', values['cpu-prof']] : []),
  ];
  const settings = {
    rounds: aboveZero('rounds', values.rounds),
    seconds: aboveZero('seconds', values.seconds),
    minutes: aboveZero('minutes', values.minutes),
    startQueen: (own: readonly string[] = []) => startQueen(THIS_BUILD, [...own, ...flags]),
  };
  const verdicts: Verdict[] = [];
  for (const it of former ? cases.map((each) => against(each, former, flags)) : cases) {
    console.log(`${it.name}:`);
    const all = await takeTurns(it, settings, console.log);
    const text = caseReport(it, all);
    verdicts.push(...caseVerdicts(it, all));
    console.log(`\n${text}\n`);
    if (values.write)
      keepOnPage(it.name, `${machine}; ${settings.rounds} rounds of ${settings.seconds} s`, text);
  }
  return statusOf(verdicts);
}

function aboveZero(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not ${text}.`);
  return value;
}
