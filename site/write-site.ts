import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addressOf } from './address.ts';
import { writeBrowserFiles } from './browser-files.ts';
import { ROOT } from './files.ts';
import { allPages } from './pages.ts';
import { httpPage } from './reference/http.ts';
import { metricsPage } from './reference/metrics.ts';
import { optionsPage } from './reference/options.ts';
import { askQueen } from './reference/queen-answers.ts';
import { searchIndexScript } from './search-index.ts';

/** Writes the whole site into a folder, which is emptied before; gives the number of its pages. */
export async function writeSite(target: string): Promise<number> {
  rmSync(target, { recursive: true, force: true });
  await writeBrowserFiles(target);
  const { openApi, metrics } = await askQueen();
  const generated = new Map([
    ['docs/options.md', optionsPage()],
    ['docs/http.md', httpPage(openApi)],
    ['docs/metrics.md', metricsPage(metrics)],
  ]);
  const { pages, pictures } = allPages(generated);
  const placeOf = (address: string): string => {
    const path = join(target, address);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  };
  for (const { address, html } of pages) writeFileSync(placeOf(address), html);
  for (const path of pictures) copyFileSync(`${ROOT}${path}`, placeOf(addressOf(path)));
  writeFileSync(join(target, 'assets', 'search-index.js'), searchIndexScript(pages));
  return pages.length;
}
