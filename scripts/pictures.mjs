// npm run pictures: takes the pictures of the README, of a real queen with a simulated hive, after a quarter of an hour.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ROOT } from './command.mjs';
import { ensurePage } from './page.mjs';
import { repacked } from './png.mjs';
import { main, Plain } from './say.mjs';
import { ensureInstalled, NODE } from './setup.mjs';

const FOLDER = join(ROOT, 'docs', 'pictures');
const THEMES = ['light', 'dark'];

/** A machine with two GPUs: the same seed gives the same machine and models, but the load follows the time of day. */
const HIVE = ['--hives', '1', '--workers', '6', '--seed', '4'];

/** The lines of the cards show this time. `--minutes 2` waits only two minutes. */
const MINUTES = 15;
const MAX_BYTES = 300_000;

const SCREEN = { viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1.5 };

await main(async () => {
  await ensureInstalled();
  await ensurePage();
  const executablePath = await ensureChromium();
  const data = mkdtempSync(join(tmpdir(), 'rbee-pictures-'));
  const queen = start('queen', '--no-config', '--data', data, '--port', '0');
  const programs = [queen];
  try {
    const address = `http://127.0.0.1:${await portOf(queen)}`;
    programs.push(start('simulate', '--queen-url', address, ...HIVE));
    await takeAll(executablePath, address);
  } finally {
    await Promise.all(programs.map(end));
    rmSync(data, { recursive: true });
  }
  return 0;
});

/** Starts `rbee <args>`. */
function start(...args) {
  return spawn(NODE, [join(ROOT, 'apps', 'rbee', 'src', 'main.ts'), ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

function end(program) {
  const ended = new Promise((resolve) => program.once('exit', resolve));
  return program.kill() ? ended : undefined;
}

/** The port that a program listens on, which it tells when it is ready. */
function portOf(program) {
  return new Promise((resolve, reject) => {
    program.once('message', ({ port }) => resolve(port));
    program.once('exit', () => reject(new Plain('The queen could not be started.')));
  });
}

/** Takes the same moment in each theme. */
async function takeAll(executablePath, address) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ ...SCREEN, locale: 'en-GB', timezoneId: 'UTC' });
    await page.goto(address);
    await page.locator('.rbee-card').nth(1).waitFor();
    const rows = await page.locator('.rbee-rows').boundingBox();
    const clip = { x: 0, y: 0, width: SCREEN.viewport.width, height: Math.ceil(rows.y + rows.height) + 3 };
    console.log(`Watching the page for ${minutes()} minutes ...`);
    await page.waitForTimeout(minutes() * 60_000);
    await page.waitForFunction(everyCardIsBusy, null, { timeout: 120_000 });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      save(await page.screenshot({ clip }), join(FOLDER, `page-${colorScheme}.png`));
    }
  } finally {
    await browser.close();
  }
}

function minutes() {
  const at = process.argv.indexOf('--minutes');
  return at === -1 ? MINUTES : Number(process.argv[at + 1]);
}

/** Runs in the page. A card that rests would be a picture of nothing. */
function everyCardIsBusy() {
  const uses = [...document.querySelectorAll('.rbee-card-figure b')].map((it) =>
    Number.parseInt(it.textContent, 10),
  );
  return uses.length > 1 && uses.every((use) => use > 20);
}

function save(png, path) {
  const packed = repacked(png);
  const name = relative(ROOT, path);
  if (packed.length > MAX_BYTES) throw new Plain(`${name} would have more than ${MAX_BYTES} bytes.`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path, packed);
  console.log(`${name}: ${packed.length} bytes`);
}
