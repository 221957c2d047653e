import { expect, test } from 'vitest';
import { type Manifest, publishedManifest } from './manifest.ts';

const published = (more: Partial<Manifest>) =>
  publishedManifest({ name: 'a', version: '1.0.0', private: true, ...more });

test('a source is exported as what is compiled from it, with its types first', () => {
  const index = { types: './dist/index.d.ts', default: './dist/index.js' };
  expect(published({ exports: './src/index.ts' }).exports).toEqual(index);
  const { exports } = published({ exports: { '.': './src/index.ts', './styles.css': './src/styles.css' } });
  const styles = { types: './dist/styles.css.d.ts', default: './dist/styles.css' };
  expect(exports).toEqual({ '.': index, './styles.css': styles });
  expect(Object.keys(index)).toEqual(['types', 'default']);
});

test('conditions and patterns of imports lead to what is compiled, other packages stay', () => {
  const imports = { '#schemas': { browser: './src/plain.ts', default: 'typebox' }, '#src/*': './src/*.ts' };
  expect(published({ imports }).imports).toEqual({
    '#schemas': { browser: './dist/plain.js', default: 'typebox' },
    '#src/*': './dist/*.js',
  });
});

test('modules for tests are not exported', () => {
  const { exports } = published({
    exports: {
      '.': './src/index.ts',
      './testing': './src/testing/index.ts',
      './builders': './src/builders.ts',
    },
  });
  expect(Object.keys(exports ?? {})).toEqual(['.']);
});

test('what only the workspace needs is left out, and the package can be published', () => {
  const manifest = published({ devDependencies: { b: '1.0.0' }, scripts: { dev: 'vite' }, license: 'MIT' });
  expect(manifest).toEqual({
    name: 'a',
    version: '1.0.0',
    license: 'MIT',
    publishConfig: { access: 'public' },
  });
});
