// npm run test:site: builds the site of the documents and tests it, in Chromium as well.
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ROOT, runHere } from './command.mjs';
import { main } from './say.mjs';
import { ensureInstalled, ensurePackages, NODE } from './setup.mjs';
import { TSC, testsOf } from './tools.mjs';

const FOLDER = join(ROOT, 'site');

await main(async () => {
  await ensureInstalled();
  await ensurePackages(FOLDER);
  process.env.CHROMIUM = await ensureChromium();
  const steps = [
    [TSC, '-p', join(FOLDER, 'tsconfig.json')],
    [join(FOLDER, 'main.ts')],
    testsOf(join(FOLDER, 'vitest.config.ts')),
  ];
  for (const step of steps) {
    const status = runHere(NODE, step);
    if (status !== 0) return status;
  }
  return 0;
});
