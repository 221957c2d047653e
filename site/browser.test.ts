import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser } from '../tests/e2e/browser.ts';
import { DIST } from './files.ts';
import { type Served, serve } from './serve.ts';

let browser: Browser;
let site: Served;

beforeAll(async () => {
  site = await serve(DIST, 0, '/some/path/');
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Opens a page of the site; `faults` are its errors and what it asked of another host. */
async function open(address: string, options: Parameters<Browser['newPage']>[0] = {}) {
  const page = await browser.newPage(options);
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(site.address) && !request.url().startsWith('data:'))
      faults.push(request.url());
  });
  await page.goto(site.address + address);
  return { page, faults };
}

test('the examples run in the page, without a queen and without another host', async () => {
  const { page, faults } = await open('embedding.html');
  for (const [name, sign] of [
    ['monitor', 'Workers online'],
    ['lab', '12 workers'],
    ['without-react', /live: \d+ of 12 workers are busy/],
  ] as const) {
    const frame = page.frameLocator(`iframe.live--${name}`);
    await page.locator(`iframe.live--${name}`).scrollIntoViewIfNeeded();
    await frame.getByText(sign).first().waitFor();
  }
  expect(faults).toEqual([]);
  await page.close();
});

test('the search finds by keyboard what was written, and leads there', async () => {
  const { page, faults } = await open('packages/sdk.html');
  await page.keyboard.press('/');
  await page.keyboard.type('worker not listed');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${site.address}troubleshooting.html#my-worker-is-not-listed`);
  expect(faults).toEqual([]);
  await page.close();
});

test('the colours that the reader chose are kept from page to page, and in the examples', async () => {
  const { page } = await open('embedding.html', { colorScheme: 'light' });
  const button = page.getByRole('button', { name: /Colours/ });
  await button.click();
  await button.click();
  await page.goto(`${site.address}embedding.html`);
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  const example = page.frameLocator('iframe.live--monitor').locator('html[data-rbee-theme="dark"]');
  await example.waitFor({ state: 'attached' });
  await page.close();
});

const findings = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html }) => html)
        .slice(0, 3)
        .join(' ')}`,
  );
};

const LOOKS = ['light', 'dark'].flatMap((colorScheme) =>
  [1440, 390].map((width) => ({ colorScheme, width })),
);

test.each(LOOKS)('axe finds nothing, $colorScheme, $width px wide', async ({ colorScheme, width }) => {
  const options = { colorScheme: colorScheme as 'light' | 'dark', viewport: { width, height: 900 } };
  for (const address of [
    'index.html',
    'troubleshooting.html',
    'options.html',
    'wire.html',
    'embedding.html',
  ]) {
    const { page, faults } = await open(address, options);
    expect(await findings(page), address).toEqual([]);
    expect(faults, address).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow), `${address} is not wider than the window`).toBe(0);
    await page.close();
  }
});
