/** `npm run set-version -- 0.2.0`: gives every package of the workspace that version, and each its version of the others. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHART, ROOT, workspaceFolders } from './packages.ts';
import { chartWithVersion, withVersion } from './with-version.ts';

const [version = ''] = process.argv.slice(2);
if (/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
  const paths = ['.', ...workspaceFolders()].map((folder) => join(ROOT, folder, 'package.json'));
  const texts = paths.map((path) => readFileSync(path, 'utf8'));
  const names = texts.map((text): string => JSON.parse(text).name);
  paths.forEach((path, index) => {
    writeFileSync(path, withVersion(texts[index] ?? '', version, names));
  });
  const chart = join(ROOT, CHART);
  writeFileSync(chart, chartWithVersion(readFileSync(chart, 'utf8'), version));
  console.log(`Version ${version}. Run "npm install", and write what changed into CHANGELOG.md.`);
} else {
  console.error(`set-version: "${version}" is no version such as 0.2.0.`);
  process.exitCode = 2;
}
