// npm start: installs the dependencies, builds the page, and runs `rbee up` on the project's Node.
import { join } from 'node:path';
import { follow, ROOT } from './command.mjs';
import { ensurePage } from './page.mjs';
import { main } from './say.mjs';
import { ensureInstalled, NODE } from './setup.mjs';

await main(() => {
  ensureInstalled();
  ensurePage();
  return follow(NODE, [join(ROOT, 'apps', 'rbee', 'src', 'main.ts'), 'up', ...process.argv.slice(2)]);
});
