// npm run test:examples: installs and builds the example with Next.js, and drives it in Chromium.
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ROOT, runHere } from './command.mjs';
import { main } from './say.mjs';
import { ensureInstalled, ensurePackages, NODE } from './setup.mjs';
import { testsOf } from './tools.mjs';

const FOLDER = join(ROOT, 'examples', 'next');

await main(async () => {
  await ensureInstalled();
  await ensurePackages(FOLDER);
  process.env.CHROMIUM = await ensureChromium();
  process.env.NEXT_TELEMETRY_DISABLED = '1';
  const next = join(FOLDER, 'node_modules', 'next', 'dist', 'bin', 'next');
  const built = runHere(NODE, [next, 'build'], { cwd: FOLDER });
  if (built !== 0) return built;
  return runHere(NODE, testsOf(join(ROOT, 'examples', 'vitest.config.ts')));
});
