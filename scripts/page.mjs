import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { follow, ROOT } from './command.mjs';
import { Plain } from './say.mjs';
import { NODE } from './setup.mjs';

const SOURCES = ['packages/contract', 'packages/sdk', 'packages/react', 'apps/dashboard'];
const LOCK = join(ROOT, 'package-lock.json');
const PAGE = join(ROOT, 'apps', 'dashboard');
const LEFT_OUT = new Set(['node_modules', 'dist']);

/** Builds the dashboard if it was never built, or if one of its sources is newer than the build. */
export async function ensurePage() {
  const built = timeOf(join(PAGE, 'dist', 'index.html'));
  const sources = SOURCES.map((folder) => youngest(join(ROOT, folder)));
  if (built > Math.max(timeOf(LOCK), ...sources)) return;
  console.log('Building the page ...');
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  if ((await follow(NODE, [vite, 'build', '--logLevel', 'warn'], { cwd: PAGE })) !== 0)
    throw new Plain('The page could not be built: see the message above.');
}

function timeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function youngest(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => !LEFT_OUT.has(entry.name));
  const times = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? youngest(path) : timeOf(path);
  });
  return Math.max(0, ...times);
}
