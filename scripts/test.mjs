// npm test: installs, finds or fetches a Chromium, pidstat and GNU time, and runs every check and test.
import { checkAll } from './check.mjs';
import { ensureChromium } from './chromium.mjs';
import { main } from './say.mjs';
import { ensureInstalled } from './setup.mjs';
import { ensureSysstat } from './sysstat.mjs';

await main(async () => {
  ensureInstalled();
  ensureSysstat();
  process.env.CHROMIUM = await ensureChromium();
  return checkAll();
});
