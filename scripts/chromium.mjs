import { join } from 'node:path';
import { ROOT, runHere } from './command.mjs';
import { installDebianPackages } from './debian.mjs';
import { foldersOfPath, starts } from './programs.mjs';
import { Plain } from './say.mjs';
import { NODE } from './setup.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLAYWRIGHT = join(ROOT, 'node_modules', 'playwright-core');

/**
 * Finds or installs a Chromium that starts: the one named by `CHROMIUM` or on the path, else one that Playwright has or
 * can download, else the Debian package if the user is root. Throws an error of one sentence if all of these fail.
 *
 * @returns {Promise<string>} path of the program
 */
export async function ensureChromium() {
  return (await findChromium()) ?? (await download()) ?? debian() ?? giveUp();
}

/**
 * Finds an installed Chromium.
 *
 * @returns {Promise<string | undefined>} path of the program
 */
export async function findChromium() {
  const onPath = foldersOfPath().flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const named = process.env.CHROMIUM ? [process.env.CHROMIUM] : [];
  return [...named, ...onPath, await playwrights()].find(starts);
}

async function playwrights() {
  const { chromium } = await import('playwright-core');
  return chromium.executablePath();
}

async function download() {
  console.log('Chromium is not installed: downloading it with Playwright ...');
  const args = [join(PLAYWRIGHT, 'cli.js'), 'install', 'chromium'];
  if (runHere(NODE, args, { stdio: 'ignore', timeout: 120_000 }) !== 0) return undefined;
  const path = await playwrights();
  return starts(path) ? path : undefined;
}

function debian() {
  console.log('Playwright could not download Chromium.');
  installDebianPackages(['chromium']);
  return starts('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined;
}

/** @returns {never} */
function giveUp() {
  throw new Plain(
    'The browser tests need Chromium: install it (Debian: apt-get install chromium), or name one in CHROMIUM.',
  );
}
