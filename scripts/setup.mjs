import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { follow, ROOT } from './command.mjs';
import { Plain } from './say.mjs';

const OLDEST_NODE = 20;

/** The Node version of the project. Every script runs on it, whatever Node the machine has. */
export const NODE = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** Installs the packages of the project, unless `node_modules` has them already. */
export async function ensureInstalled() {
  const [major] = process.versions.node.split('.');
  if (Number(major) < OLDEST_NODE)
    throw new Plain(
      `Node ${OLDEST_NODE} or newer is needed, and this is ${process.version}: see https://nodejs.org.`,
    );
  await ensurePackages(ROOT, () => existsSync(NODE));
  if (!existsSync(NODE))
    throw new Plain(
      'The pinned Node was not installed: run `npm config set ignore-scripts false`, then this again.',
    );
}

/**
 * Installs the packages of a folder's `package-lock.json`, unless its `node_modules` has them already. It does not use
 * `npm ci`, which needs the packages of every platform in the lock file; not every registry has them.
 *
 * @param {string} folder
 * @param {() => boolean} isWhole false if what was installed before lacks something
 */
export async function ensurePackages(folder, isWhole = () => true) {
  const stamp = join(folder, 'node_modules', '.installed-for');
  const wanted = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && isWhole()) return;
  const place = relative(ROOT, join(folder, 'node_modules'));
  console.log(`Installing the dependencies into ${place} ...`);
  const flags = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  if ((await npm(['install', ...flags], folder)) !== 0)
    throw new Plain('npm could not install the packages: see its message above, then run this again.');
  writeFileSync(stamp, wanted);
}

/** Runs the npm that started this script, else the one on the path, in a folder. */
function npm(args, cwd) {
  const cli = process.env.npm_execpath;
  return cli ? follow(process.execPath, [cli, ...args], { cwd }) : follow('npm', args, { cwd });
}
