import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { follow, ROOT } from './command.mjs';
import { Plain } from './say.mjs';

const OLDEST_NODE = 20;
const STAMP = join(ROOT, 'node_modules', '.installed-for');
const LOCK = join(ROOT, 'package-lock.json');

/** The Node version of the project. Every script runs on it, whatever Node the machine has. */
export const NODE = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/**
 * Installs the packages of `package-lock.json`, unless `node_modules` has them already. It does not use `npm ci`, which
 * needs the packages of every platform in the lock file; not every registry has them.
 */
export async function ensureInstalled() {
  const [major] = process.versions.node.split('.');
  if (Number(major) < OLDEST_NODE)
    throw new Plain(
      `Node ${OLDEST_NODE} or newer is needed, and this is ${process.version}: see https://nodejs.org.`,
    );
  const wanted = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted && existsSync(NODE)) return;
  console.log('Installing the dependencies into node_modules ...');
  if ((await npm(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'])) !== 0)
    throw new Plain('npm could not install the packages: see its message above, then run this again.');
  if (!existsSync(NODE))
    throw new Plain(
      'The pinned Node was not installed: run `npm config set ignore-scripts false`, then this again.',
    );
  writeFileSync(STAMP, wanted);
}

/** Runs the npm that started this script, else the one on the path. */
function npm(args) {
  const cli = process.env.npm_execpath;
  return cli ? follow(process.execPath, [cli, ...args]) : follow('npm', args);
}
