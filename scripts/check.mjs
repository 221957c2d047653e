import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHere } from './command.mjs';
import { ensurePage } from './page.mjs';
import { NODE } from './setup.mjs';
import { BIOME, KNIP, TSC, VITEST } from './tools.mjs';

/** The checks besides the tests; each counts as one in the total. */
const STATIC = [
  { name: 'types', run: [TSC, '-p', 'tsconfig.json'] },
  { name: 'types in a browser', run: [TSC, '-p', 'tsconfig.browser.json'] },
  { name: 'lint and format', run: [BIOME, 'check', '--error-on-warnings', '.'] },
  { name: 'unused code', run: [KNIP] },
];

/** Runs all checks and tests; resolves with 0 if all pass. The last line has the numbers of passed and failed ones. */
export async function checkAll() {
  await ensurePage();
  const failed = STATIC.filter(({ name, run }) => {
    console.log(`\n--- ${name}`);
    return runHere(NODE, run) !== 0;
  });
  console.log('\n--- tests');
  const tests = runTests();
  for (const { name } of failed) console.log(`Failed: ${name}`);
  const passed = tests.passed + STATIC.length - failed.length;
  const wrong = tests.failed + failed.length;
  const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
  console.log(`\nTotal: ${passed} passed, ${wrong} failed${skipped}`);
  return wrong === 0 ? 0 : 1;
}

function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-check-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = runHere(NODE, [VITEST, 'run', ...reporters]);
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  rmSync(folder, { recursive: true });
  const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = counts;
  return { passed, failed: status === 0 ? failed : Math.max(failed, 1), skipped };
}
