import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePage } from '../../scripts/page.mjs';
import { compilePackages } from '../compile.ts';
import { packPackages } from '../pack.ts';
import { manifestOf } from '../packages.ts';

/** A processor that the program is made for, as Node names it. */
export type Arch = 'x64' | 'arm64';

/** Packages that only pages need. */
const FOR_PAGES = new Set(['@rbee/queen-rbee-react']);

/** Files that nothing reads when the program runs. Licences stay. */
const LEFT_OUT = [
  '**/*.{map,ts,mts,cts,md,markdown,c,cc,h,hh,inc,def,yml,tsbuildinfo}',
  '.package-lock.json',
  '**/koffi/{doc,src,vendor}',
  '**/{test,tests,__tests__,examples,benchmarks,.github}',
];

/** The program and Node of the project's version for a processor. */
export interface Program {
  /** Folder with `node_modules` and in it everything that `rbee` needs. */
  readonly folder: string;
  /** Path of Node itself, without symbols where they could be stripped. */
  readonly node: string;
}

/** Installs the packages as npm publishes them, and Node, into a folder; needs the npm registry. */
export async function assembleProgram(target: string, arch: Arch): Promise<Program> {
  await ensurePage();
  compilePackages();
  const tarballs = mkdtempSync(join(tmpdir(), 'rbee-tarballs-'));
  try {
    const packed = packPackages(tarballs).filter(({ manifest }) => !FOR_PAGES.has(manifest.name));
    const folder = join(target, 'program');
    npmInstall(
      folder,
      arch,
      packed.map((it) => it.tarball),
    );
    prune(join(folder, 'node_modules'));
    const { node: version } = manifestOf('.').devDependencies ?? {};
    const around = join(target, 'node');
    npmInstall(around, arch, [`node-linux-${arch}@${version}`]);
    const node = join(around, 'node_modules', `node-linux-${arch}`, 'bin', 'node');
    strip(node);
    return { folder, node };
  } finally {
    rmSync(tarballs, { recursive: true });
  }
}

function npmInstall(folder: string, arch: Arch, what: readonly string[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const machine = ['--os=linux', `--cpu=${arch}`, '--libc=glibc'];
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  const options = { cwd: folder, stdio: 'inherit' } as const;
  execFileSync('npm', ['install', '--omit=dev', '--force', ...quiet, ...machine, ...what], options);
  rmSync(join(folder, 'package-lock.json'));
}

function prune(modules: string): void {
  for (const pattern of LEFT_OUT) {
    for (const path of globSync(pattern, { cwd: modules })) {
      rmSync(join(modules, path), { recursive: true, force: true });
    }
  }
  rmSync(join(modules, '.bin'), { recursive: true, force: true });
}

/** Symbols are a tenth of Node. What cannot strip this processor's programs leaves them. */
function strip(node: string): void {
  try {
    execFileSync('strip', [node], { stdio: 'ignore' });
  } catch {
    console.log(`${node} keeps its symbols: there is no \`strip\` for it here (Debian: binutils).`);
  }
}
