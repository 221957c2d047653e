// npm test: installs the dependencies, Chromium and the programs that tests need, and runs all checks and tests.
import { checkAll } from './check.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureDebianPrograms } from './debian.mjs';
import { main } from './say.mjs';
import { ensureInstalled } from './setup.mjs';

await main(async () => {
  await ensureInstalled();
  ensureDebianPrograms();
  process.env.CHROMIUM = await ensureChromium();
  return checkAll();
});
