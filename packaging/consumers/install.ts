import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePage } from '../../scripts/page.mjs';
import { compilePackages } from '../compile.ts';
import { packPackages } from '../pack.ts';
import { type Consumer, run } from './check.ts';

/** The Node versions that the packages support: the oldest and the newest line. */
const NODES = { '22': '22.23.3', '24': '24.21.0' } as const;

/** What the packages are tried with, at exact versions. */
const TOOLS = {
  '@arethetypeswrong/core': '0.18.5',
  '@types/node': '22.20.7',
  '@types/react': '19.3.0',
  '@types/react-dom': '19.3.0',
  '@vitejs/plugin-react': '6.3.0',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
  typescript: '5.9.3',
  typescript7: 'npm:typescript@7.0.2',
  vite: '8.3.8',
} as const;

const APP = fileURLToPath(new URL('./app', import.meta.url));

/** Makes the tarballs and installs them below a folder outside of the project, as somebody would who has nothing else of it. */
export async function installPackages(root: string): Promise<Consumer> {
  await ensurePage();
  compilePackages();
  const packed = packPackages(join(root, 'tarballs'));
  const folder = join(root, 'app');
  cpSync(APP, folder, { recursive: true });
  await npmInstall(folder, [...packed.map((it) => it.tarball), ...specifiers(TOOLS)]);
  const nodes = join(root, 'nodes');
  mkdirSync(nodes);
  const program = `node-${process.platform}-${process.arch}`;
  await npmInstall(
    nodes,
    Object.entries(NODES).map(([major, version]) => `node${major}@npm:${program}@${version}`),
  );
  const paths = Object.keys(NODES).map(
    (major) => [major, join(nodes, 'node_modules', `node${major}`, 'bin', 'node')] as const,
  );
  const libraries = packed.filter(({ manifest }) => manifest.exports !== undefined);
  return { folder, libraries: libraries.map((it) => it.tarball), nodes: new Map(paths) };
}

const specifiers = (versions: Readonly<Record<string, string>>): string[] =>
  Object.entries(versions).map(([name, version]) => `${name}@${version}`);

async function npmInstall(folder: string, what: readonly string[]): Promise<void> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...what], { cwd: folder });
}
