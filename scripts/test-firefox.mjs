// npm run test:firefox: installs what the tests in Firefox need, and runs them.
import { join } from 'node:path';
import { ROOT, runHere } from './command.mjs';
import { ensureFirefox } from './firefox.mjs';
import { ensurePage } from './page.mjs';
import { main } from './say.mjs';
import { ensureInstalled, ensurePackages, NODE } from './setup.mjs';
import { TSC, testsOf } from './tools.mjs';

const FOLDER = join(ROOT, 'tests', 'firefox');

await main(async () => {
  await ensureInstalled();
  await ensurePackages(FOLDER);
  process.env.FIREFOX = ensureFirefox();
  await ensurePage();
  const types = runHere(NODE, [TSC, '-p', join(FOLDER, 'tsconfig.json')]);
  if (types !== 0) return types;
  return runHere(NODE, testsOf(join(FOLDER, 'vitest.config.ts')));
});
