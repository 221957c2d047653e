// npm test: installs, finds or fetches a Chromium and the programs that tests need, and runs every check and test.
import { checkAll } from './check.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureDebianPrograms } from './debian.mjs';
import { main } from './say.mjs';
import { ensureInstalled } from './setup.mjs';

await main(async () => {
  ensureInstalled();
  ensureDebianPrograms();
  process.env.CHROMIUM = await ensureChromium();
  return checkAll();
});
