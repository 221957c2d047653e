// npm start: installs the dependencies, builds the page, and runs `rbee up` on the project's Node.
import { join } from 'node:path';
import { follow, ROOT } from './command.mjs';
import { ensurePage } from './page.mjs';
import { main } from './say.mjs';
import { ensureInstalled, NODE } from './setup.mjs';

await main(async () => {
  await ensureInstalled();
  await ensurePage();
  return follow(NODE, [join(ROOT, 'apps', 'rbee', 'bin', 'rbee.mjs'), 'up', ...process.argv.slice(2)]);
});
