import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, posix } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API, apiPages } from './api-pages.ts';
import { compilePackages } from './compile.ts';
import type { Target } from './manifest.ts';
import { type Packed, packPackages } from './pack.ts';
import { FOLDERS, manifestOf } from './packages.ts';

/** The largest tarballs, KiB; the program has the page in it. A package that outgrows its limit carries what it should not. */
const MAX_KIB = { rbee: 1_400, '@rbee/monitor': 800 } as const;
const MAX_KIB_OF_OTHERS = 500;

const target = mkdtempSync(join(tmpdir(), 'rbee-packed-'));
let packed: readonly Packed[] = [];

beforeAll(() => {
  compilePackages();
  packed = packPackages(target);
  for (const { manifest, tarball } of packed) {
    mkdirSync(unpacked(manifest.name), { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '-C', unpacked(manifest.name), '--strip-components=1']);
  }
}, 180_000);

afterAll(() => rmSync(target, { recursive: true }));

const unpacked = (name: string): string => join(target, 'unpacked', name);

describe.each(FOLDERS)('the package of %s', (folder) => {
  const { name } = manifestOf(folder);
  const its = (): Packed => packed.find((it) => it.manifest.name === name) ?? expect.fail(`no ${name}`);
  const paths = (ending: string): string[] =>
    its()
      .files.map(({ path }) => path)
      .filter((path) => path.endsWith(ending));
  const read = (path: string): string => readFileSync(join(unpacked(name), path), 'utf8');
  const has = (path: string): boolean => existsSync(join(unpacked(name), path));

  test('has only what is compiled, its README and the licence', () => {
    const known =
      /^(dist\/.+\.(js|js\.map|d\.ts|css)|bin\/[\w.-]+|man\/[\w-]+\.1|page\/.+|corpus\/[\w-]+\.(txt|md)|package\.json|README\.md|LICENSE)$/;
    const forTests = /\.test\.|\/testing|builders/;
    const all = paths('');
    expect(all.filter((path) => !known.test(path) || forTests.test(path))).toEqual([]);
    expect(all).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    expect(paths('.js').length).toBeGreaterThan(5);
  });

  test('is small', () => {
    const limit = Object.entries(MAX_KIB).find(([it]) => it === name)?.[1] ?? MAX_KIB_OF_OTHERS;
    expect(its().size / 1_024).toBeLessThanOrEqual(limit);
  });

  test('what publint finds is nothing', async () => {
    const tarball = Uint8Array.from(readFileSync(its().tarball)).buffer;
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('every import leads to a file of the package or to a dependency', () => {
    const { dependencies, optionalDependencies, peerDependencies, imports } = its().manifest;
    const known = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
    const isThere = (specifier: string, from: string): boolean => {
      if (specifier.startsWith('#')) return imports !== undefined && specifier in imports;
      if (!specifier.startsWith('.'))
        return isBuiltin(specifier) || known.some((it) => `${specifier}/`.startsWith(`${it}/`));
      const path = posix.join(posix.dirname(from), specifier);
      return has(from.endsWith('.d.ts') ? path.replace(/\.js$/, '.d.ts') : path);
    };
    const missing = [...paths('.js'), ...paths('.d.ts')]
      .filter((path) => path.startsWith('dist/'))
      .flatMap((path) => specifiersOf(read(path)).map((it) => ({ path, it })))
      .filter(({ path, it }) => !isThere(it, path));
    expect(missing).toEqual([]);
  });

  test('every source map has the sources in it', () => {
    const maps = paths('.js.map').filter((path) => path.startsWith('dist/'));
    expect(maps.length).toBe(paths('.js').filter((path) => path.startsWith('dist/')).length);
    const lacking = maps.filter((path) => {
      const { sources, sourcesContent } = JSON.parse(read(path));
      return (
        sourcesContent?.length !== sources.length ||
        sourcesContent.some((it: unknown) => typeof it !== 'string')
      );
    });
    expect(lacking).toEqual([]);
    for (const path of maps) expect(read(path.slice(0, -4))).toContain(`sourceMappingURL=${basename(path)}`);
  });

  test('everything that it exports is there, and what it runs as a program', () => {
    const { exports, imports, bin } = its().manifest;
    const targets = [
      ...pathsOf(exports),
      ...Object.values(imports ?? {}).flatMap(pathsOf),
      ...Object.values(bin ?? {}),
    ];
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((path) => /^(\.|bin)/.test(path) && !path.includes('*') && !has(path))).toEqual([]);
  });

  test('its README has no links that lead out of it', () => {
    const links = [...read('README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !/^(https?:|#)/.test(link))).toEqual([]);
  });
});

test('the program has the page of its version in it', () => {
  const page = readFileSync(join(unpacked('rbee'), 'page', 'index.html'), 'utf8');
  expect(page).toContain(`<meta name="rbee-version" content="${manifestOf('apps/rbee').version}">`);
});

test('docs/api has the public surface of each package as it is; npm run api writes it', () => {
  const pages = readdirSync(API).map((name) => [name, readFileSync(join(API, name), 'utf8')] as const);
  expect(Object.fromEntries(pages)).toEqual(Object.fromEntries(apiPages()));
});

/** What a compiled module names: imports, and modules by their address. */
const specifiersOf = (text: string): string[] =>
  [
    ...text.matchAll(/^(?:import|export) (?:[^;'"]*? from )?'([^']+)'/gm),
    ...text.matchAll(/\bimport\(['"]([^'"]+)['"]\)/g),
    ...text.matchAll(/new URL\('(\.\/[^']+\.\w+)', import\.meta\.url\)/g),
  ].map(([, specifier = '']) => specifier);

const pathsOf = (target: Target | undefined): string[] =>
  target === undefined ? [] : typeof target === 'string' ? [target] : Object.values(target).flatMap(pathsOf);
