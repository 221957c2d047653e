import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDERS, ROOT } from './packages.ts';
import { wholeStylesheet } from './stylesheet.ts';

const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

/** Compiles every published package into its `dist` folder. What did not change is not compiled again. */
export function compilePackages(): void {
  for (const folder of FOLDERS) removeStale(join(ROOT, folder));
  const projects = FOLDERS.map((folder) => join(folder, 'tsconfig.build.json'));
  execFileSync(process.execPath, [TSC, '--build', ...projects], { cwd: ROOT, stdio: 'inherit' });
  for (const folder of FOLDERS) finish(join(ROOT, folder));
}

/** Removes what was compiled of sources that are gone. */
function removeStale(folder: string): void {
  for (const file of globSync('dist/**/*.{js,js.map,d.ts,css}', { cwd: folder })) {
    const source = join(folder, file.replace(/^dist/, 'src').replace(/\.(js|js\.map|d\.ts)$/, ''));
    if (!['', '.ts', '.tsx'].some((ending) => existsSync(source + ending))) rmSync(join(folder, file));
  }
}

/** Does what the compiler leaves: addresses of modules, imports of declarations, stylesheets. */
function finish(folder: string): void {
  for (const file of globSync('dist/**/*.js', { cwd: folder }))
    rewrite(join(folder, file), compiledAddresses);
  for (const file of globSync('dist/**/*.d.ts', { cwd: folder }))
    rewrite(join(folder, file), portableDeclarations);
  for (const file of globSync('src/*.css', { cwd: folder })) {
    const target = join(folder, file.replace(/^src/, 'dist'));
    writeFileSync(target, wholeStylesheet(join(folder, file)));
    writeFileSync(`${target}.d.ts`, 'export {};\n');
  }
}

function rewrite(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, 'utf8');
  const changed = change(text);
  if (changed !== text) writeFileSync(path, changed);
}

/**
 * Lets addresses of modules, as `new URL('./thread.ts', import.meta.url)`, lead to the compiled modules. The compiler
 * changes the extension only in imports. The text keeps its length, so the source maps stay true.
 */
export const compiledAddresses = (text: string): string =>
  text.replace(/(new URL\('\.[^']*)\.ts(', import\.meta\.url\))/g, '$1.js$2');

/**
 * Names the modules of relative imports as they are for every version of TypeScript. Imports without a name are left out:
 * they are there for their effect at run time, and a stylesheet has no types.
 */
export const portableDeclarations = (text: string): string =>
  text
    .replace(/^import '[^']+';\n/gm, '')
    .replace(/(from '|import\(['"])(\.[^'"]*)\.tsx?(['"])/g, '$1$2.js$3');
