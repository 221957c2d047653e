/**
 * Measures the queen and its references: all cases, or those that are named. Exits with 1 if a target is missed, and with 2 if
 * it cannot measure. bench/README.md explains the cases and the options.
 */
import { parseArgs } from 'node:util';
import { exitOnSignals } from '../child.ts';
import { publish, statusOf, type Verdict } from '../report.ts';
import { caseReport, caseVerdicts } from './case-report.ts';
import { CASES } from './cases/index.ts';
import { stayOnLoadCore } from './cores.ts';
import { connectionsTo } from './file-limit.ts';
import { against, checkOut } from './former-build.ts';
import { startQueen, THIS_BUILD } from './servers/queen.ts';
import { takeTurns } from './take-turns.ts';

exitOnSignals();
try {
  process.exitCode = await main();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  // Ends servers and connections that a failed start has left.
  process.exit(2);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      minutes: { type: 'string', default: '1' },
      hives: { type: 'string', default: '10000' },
      write: { type: 'boolean', default: false },
      'cpu-prof': { type: 'string' },
      'queen-flags': { type: 'string', default: '' },
      against: { type: 'string' },
    },
  });
  const names = CASES.map(({ name }) => name);
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(`Unknown case ${unknown.join(', ')}; known cases: ${names.join(', ')}.`);
  }
  const cases = CASES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const former = values.against === undefined ? undefined : checkOut(values.against);
  stayOnLoadCore();
  const profFlags = values['cpu-prof'] ? ['--cpu-prof', '--cpu-prof-dir', values['cpu-prof']] : [];
  const flags = [...values['queen-flags'].split(' ').filter(Boolean), ...profFlags];
  const settings = {
    rounds: aboveZero('rounds', values.rounds),
    seconds: aboveZero('seconds', values.seconds),
    minutes: aboveZero('minutes', values.minutes),
    hives: connectionsTo(1, aboveZero('hives', values.hives)),
    startQueen: (own: readonly string[] = [], port?: number) =>
      startQueen(THIS_BUILD, [...own, ...flags], port),
  };
  const verdicts: Verdict[] = [];
  for (const it of former ? cases.map((each) => against(each, former, flags)) : cases) {
    console.log(`${it.name}:`);
    const all = await takeTurns(it, settings, console.log);
    const how = `${settings.rounds} rounds of ${settings.seconds} s`;
    publish(`queen ${it.name}`, caseReport(it, all), how, values.write);
    verdicts.push(...caseVerdicts(it, all));
  }
  return statusOf(verdicts);
}

function aboveZero(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not ${text}.`);
  return value;
}
