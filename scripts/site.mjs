// npm run site: installs what the site of the documents needs, and builds it; with --serve it shows it as well.
import { join } from 'node:path';
import { follow, ROOT } from './command.mjs';
import { main } from './say.mjs';
import { ensureInstalled, ensurePackages, NODE } from './setup.mjs';

const FOLDER = join(ROOT, 'site');

await main(async () => {
  await ensureInstalled();
  await ensurePackages(FOLDER);
  return follow(NODE, [join(FOLDER, 'main.ts'), ...process.argv.slice(2)]);
});
