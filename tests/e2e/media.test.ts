import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, startBrowser } from './browser.ts';
import { endAll, startFleet } from './program.ts';

const HIVES = 6;
const WORKERS = HIVES * 8;
let browser: Browser;
let page: Page;
let base: string;

beforeAll(async () => {
  [browser, base] = await Promise.all([startBrowser(), startFleet(HIVES)]);
  ({ page } = await openPage(browser, base));
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.waitForFunction((count) => document.querySelectorAll('.rbee-tile').length === count, HIVES);
});

afterAll(async () => {
  await browser?.close();
  await endAll();
});

test('on paper there is no bar, the table has every row, and names are not cut off', async () => {
  await page.goto(`${base}/?view=table`);
  const rows = page.locator('.rbee-grid-row');
  await rows.first().waitFor();
  expect(await rows.count()).toBeLessThan(WORKERS);
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 718, height: 1_000 });
  await expect.poll(() => rows.count()).toBe(WORKERS);
  expect(await page.locator('.bar').isVisible()).toBe(false);
  expect(await page.locator('.rbee-column-choice').isVisible()).toBe(false);
  const cut = await page.$$eval('.rbee-grid-link', (links) =>
    links
      .filter((link) => getComputedStyle(link).overflow === 'hidden')
      .map(({ textContent }) => textContent),
  );
  expect(cut).toEqual([]);
});

test('a page that is dark by choice is printed with dark texts on white paper', async () => {
  await page.evaluate(() => document.documentElement.setAttribute('data-rbee-theme', 'dark'));
  const ink = () =>
    page
      .locator('.rbee-stat-value')
      .first()
      .evaluate((it) => getComputedStyle(it).color);
  const onPaper = await ink();
  await page.emulateMedia({ media: 'screen' });
  expect([onPaper, await ink()]).toEqual(['rgb(28, 27, 24)', 'rgb(236, 233, 226)']);
});

test('in forced colours states have shapes and words, bars an outline, and legends of charts their colours', async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ forcedColors: 'active' });
  const states = await page.$$eval('.rbee-grid-row .rbee-mark', (marks) =>
    marks.map((mark) => [mark.textContent, mark.querySelector('svg')?.innerHTML] as const),
  );
  const shapes = new Map(states);
  expect(shapes.size).toBeGreaterThan(1);
  expect(new Set(shapes.values()).size).toBe(shapes.size);
  const bar = page.locator('.rbee-grid-row .rbee-meter').first();
  expect(await bar.evaluate((it) => getComputedStyle(it).borderTopStyle)).toBe('solid');
  await page.locator('.rbee-grid-link').first().click();
  await page.locator('.worker').waitFor();
  await page.goto(page.url().replace(/\/[^/]+\/[^/]+$/, ''));
  await page.locator('.rbee-legend-line').nth(1).waitFor();
  const colours = await page.$$eval('.rbee-charts .rbee-legend', ([legend]) =>
    [...(legend?.children ?? [])].map((line) => getComputedStyle(line, '::before').backgroundColor),
  );
  expect(new Set(colours).size).toBe(Math.min(5, colours.length));
});

test('with reduced motion nothing is animated', async () => {
  await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'reduce' });
  for (const path of ['/', '/?view=machine', '/?view=table']) {
    await page.goto(base + path);
    await page.locator('.rbee-stat').first().waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  }
});
