import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { withoutDescriptions } from './src/without-descriptions.ts';

const queen = 'http://localhost:7833';

/** Writes a copy of each file in brotli and gzip beside it, where that is smaller: the queen compresses no files. */
function compressedCopies(): Plugin {
  let folder = '';
  return {
    name: 'compressed-copies',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir);
    },
    closeBundle: () => {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(?:html|js|css|svg)$/.test(name)) continue;
        const path = join(folder, name);
        const bytes = readFileSync(path);
        for (const [ending, copy] of [
          ['br', brotliCompressSync(bytes)],
          ['gz', gzipSync(bytes, { level: 9 })],
        ] as const) {
          if (copy.length < bytes.length) writeFileSync(`${path}.${ending}`, copy);
        }
      }
    },
  };
}

/** Leaves the descriptions of the fields of the wire out of the scripts. */
function plainSchemas(): Plugin {
  return {
    name: 'plain-schemas',
    apply: 'build',
    enforce: 'pre',
    transform: (code, id) =>
      /\/contract\/src\/[a-z-]+\.ts$/.test(id) ? { code: withoutDescriptions(code), map: null } : null,
  };
}

/**
 * Names the version of the page and the time of its build in the document. The time of a file says less: a package
 * manager gives it another one. SOURCE_DATE_EPOCH (seconds) takes the place of the present, for builds that can be
 * repeated.
 */
function stamp(): Plugin {
  const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  const built = new Date(epoch ? Number(epoch) * 1_000 : Date.now()).toISOString();
  const meta = (name: string, content: string) => ({ tag: 'meta', attrs: { name, content } });
  return {
    name: 'stamp',
    transformIndexHtml: () => [meta('rbee-version', version), meta('rbee-built', built)],
  };
}

/**
 * Paths are relative, so that the page also works under a path of a proxy. Assets are not inlined, because the
 * queen's content security policy allows only files of its own origin. `npm run dev` uses the queen on this
 * machine.
 */
export default defineConfig({
  base: './',
  plugins: [plainSchemas(), react(), stamp(), compressedCopies()],
  worker: { plugins: () => [plainSchemas()] },
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the first view needs is one file: pieces that later parts share with it would compress less well.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
    target: 'baseline-widely-available',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
  server: { proxy: { '/v1': { target: queen, changeOrigin: true } } },
});
