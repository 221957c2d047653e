/** `npm run build:packages [FOLDER]`: compiles and packs every published package; the tarballs are in `dist/packages`. */
import { join, relative, resolve } from 'node:path';
import { ensurePage } from '../scripts/page.mjs';
import { compilePackages } from './compile.ts';
import { packPackages } from './pack.ts';
import { ROOT } from './packages.ts';

const target = resolve(process.argv[2] ?? join(ROOT, 'dist', 'packages'));
await ensurePage();
compilePackages();
for (const { tarball, size, files } of packPackages(target)) {
  const name = relative(process.cwd(), tarball);
  console.log(`${name}  ${Math.ceil(size / 1_024)} KiB, ${files.length} files`);
}
