import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Child } from '../bench/child.ts';
import { launchOptions } from '../tests/e2e/browser.ts';
import { freePort } from '../tests/e2e/free-port.ts';
import { endAll, startRbee } from '../tests/e2e/program.ts';
import { ROOT } from '../tests/tree.ts';

const HIVES = 6;
let browser: Browser;
let site: Child;
let base: string;

beforeAll(async () => {
  const [queen, port, options] = await Promise.all([
    startRbee('queen', '--port', '0'),
    freePort(),
    launchOptions(),
  ]);
  const queenUrl = `http://127.0.0.1:${queen.port}`;
  base = `http://127.0.0.1:${port}`;
  const folder = `${ROOT}examples/next`;
  const next = [
    `${folder}/node_modules/next/dist/bin/next`,
    'start',
    folder,
    '-H',
    '127.0.0.1',
    '-p',
    `${port}`,
  ];
  site = new Child([process.execPath, ...next], {
    env: { ...process.env, NODE_ENV: 'production', QUEEN_URL: queenUrl, NEXT_TELEMETRY_DISABLED: '1' },
    stdio: 'ignore',
  });
  browser = await chromium.launch(options);
  await startRbee('simulate', '--queen-url', queenUrl, '--hives', `${HIVES}`);
  const answers = () =>
    fetch(base).then(
      ({ ok }) => ok,
      () => false,
    );
  await site.whileItRuns(vi.waitUntil(answers, { timeout: 30_000, interval: 100 }));
});

afterAll(async () => {
  await browser?.close();
  await site?.end();
  await endAll();
});

test('the server renders the parts without data', async () => {
  const html = await (await fetch(base)).text();
  for (const part of ['rbee-connection', 'rbee-strip', 'rbee-tiles', 'rbee-comb', 'rbee-grid']) {
    expect(html).toContain(part);
  }
  expect(html).toContain('Connecting to the queen');
});

test.each([
  ['en-GB', '6 hives'],
  ['de-DE', '6 Hives'],
  ['zh-CN', '6'],
])(
  'a browser that prefers %s takes the HTML of the server over without an error, and shows the fleet',
  async (locale, hives) => {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(base);
    await page.waitForFunction((count) => document.querySelectorAll('.rbee-tile').length === count, HIVES);
    await page.locator('.rbee-tiles-head b', { hasText: hives }).waitFor();
    await page.locator('.machine .rbee-plot canvas').waitFor();
    await page.locator('.machine .rbee-gpu-bar-track').first().waitFor();
    await page.locator('.rbee-grid-row').first().waitFor();
    const radius = await page
      .locator('.rbee-strip')
      .evaluate((strip) => getComputedStyle(strip).borderRadius);
    expect(radius).toBe('3px');
    expect(errors.filter((text) => !text.includes('404'))).toEqual([]);
    await context.close();
  },
);
