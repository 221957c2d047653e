// npm run test:firefox: installs what the tests in Firefox need, and runs them.
import { join } from 'node:path';
import { ROOT, runHere } from './command.mjs';
import { ensureFirefox } from './firefox.mjs';
import { ensurePage } from './page.mjs';
import { main } from './say.mjs';
import { ensureInstalled, ensurePackages, NODE } from './setup.mjs';

const FOLDER = join(ROOT, 'tests', 'firefox');
const bin = (name) => join(ROOT, 'node_modules', ...name.split('/'));

await main(async () => {
  await ensureInstalled();
  await ensurePackages(FOLDER);
  process.env.FIREFOX = ensureFirefox();
  await ensurePage();
  const types = runHere(NODE, [bin('typescript/bin/tsc'), '-p', join(FOLDER, 'tsconfig.json')]);
  if (types !== 0) return types;
  return runHere(NODE, [
    bin('vitest/vitest.mjs'),
    'run',
    '--config',
    join(FOLDER, 'vitest.config.ts'),
    '--root',
    ROOT,
  ]);
});
