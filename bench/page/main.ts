/**
 * Measures the page of a real queen in headless Chromium: fleets of several sizes, a comb of 10,000 workers, the heap over time, and
 * twenty tabs. Exits with 1 if a target is missed; `--write` puts the result into docs/measurements.md.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { exitOnSignals } from '../child.ts';
import { publish, statusOf } from '../report.ts';
import { startBrowser } from './browser.ts';
import { COMBS, type CombFigures, measureComb } from './comb.ts';
import { startFleet } from './fleet.ts';
import { measureHeap } from './heap.ts';
import { type PageResults, pageReport, pageVerdicts } from './page-report.ts';
import { scriptKib } from './script-bytes.ts';
import { measureSize, SIZES, type Sized } from './sizes.ts';
import { measureTabs } from './tabs.ts';

const DASHBOARD = fileURLToPath(new URL('../../apps/dashboard', import.meta.url));
const FEW_HIVES = { hives: 5, workers: 2 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '6' },
    minutes: { type: 'string', default: '0.5' },
    history: { type: 'boolean', default: false },
    'cpu-prof': { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const [seconds, minutes] = [Number(values.seconds), Number(values.minutes)];
if (!(seconds >= 1)) throw new RangeError(`--seconds must be a number from 1, not "${values.seconds}"`);
if (!(minutes > 0)) throw new RangeError(`--minutes must be a number above 0, not "${values.minutes}"`);
const names = [...SIZES.map(({ name }) => name), 'cells', 'heap', 'tabs', 'script'];
const strange = positionals.find((it) => !names.includes(it));
if (strange !== undefined) throw new RangeError(`"${strange}" is none of the cases ${names.join(', ')}`);
const isWanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name);

exitOnSignals();
execFileSync('npm', ['run', 'build', '--silent'], { cwd: DASHBOARD, stdio: ['ignore', 'ignore', 'inherit'] });
const browser = await startBrowser();
try {
  const results = await measureAll(browser);
  const verdicts = pageVerdicts(results);
  const how = `headless Chromium ${browser.version()}, software rendering, ${seconds} s a figure`;
  publish('page', pageReport(results, verdicts), how, values.write);
  process.exitCode = statusOf(verdicts);
} finally {
  await browser.close();
}

async function measureAll(browser: Browser): Promise<PageResults> {
  const sizes: Sized[] = [];
  for (const size of SIZES.filter(({ name }) => isWanted(name))) {
    for (const withHistory of values.history ? [false, true] : [false])
      sizes.push(await measureSize(browser, size, { seconds, withHistory, profiles: values['cpu-prof'] }));
  }
  const combs: CombFigures[] = [];
  for (const size of isWanted('cells') ? COMBS : []) combs.push(await measureComb(browser, size, seconds));
  const heap = isWanted('heap') ? { heap: await measureHeap(browser, minutes) } : {};
  return { sizes, combs, ...heap, ...(await measureFew(browser)) };
}

/** What does not depend on the size of the fleet. */
async function measureFew(browser: Browser): Promise<Pick<PageResults, 'tabs' | 'scriptKib'>> {
  if (!isWanted('tabs') && !isWanted('script')) return {};
  const fleet = await startFleet(FEW_HIVES, false);
  try {
    return {
      ...(isWanted('script') && { scriptKib: await scriptKib(fleet.url) }),
      ...(isWanted('tabs') && { tabs: await measureTabs(browser, fleet.url) }),
    };
  } finally {
    await fleet.end();
  }
}
