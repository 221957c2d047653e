import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build, type InlineConfig } from 'vite';
import { wholeStylesheet } from '../packaging/stylesheet.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Syntax that all browsers of the page know; an older target would write `light-dark()` in another way. */
const TARGETS = {
  target: 'baseline-widely-available' as const,
  cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
};

const common = (root: string, outDir: string): InlineConfig => ({
  root,
  base: './',
  configFile: false,
  logLevel: 'error',
  build: { ...TARGETS, outDir, emptyOutDir: true },
});

/** Writes what the pages load: styles, scripts, and the examples that run. */
export async function writeBrowserFiles(target: string): Promise<void> {
  const assets = join(target, 'assets');
  const search = common(join(HERE, 'browser'), assets);
  const lib = {
    entry: 'search.ts',
    formats: ['iife' as const],
    name: 'rbeeSearch',
    fileName: () => 'search.js',
  };
  await build({ ...search, build: { ...search.build, lib } });
  mkdirSync(assets, { recursive: true });
  copyFileSync(join(HERE, 'browser', 'theme.js'), join(assets, 'theme.js'));
  writeFileSync(join(assets, 'style.css'), wholeStylesheet(join(HERE, 'browser', 'style.css')));
  await build({ ...common(join(HERE, 'live'), join(target, 'live')), plugins: [react()] });
}
