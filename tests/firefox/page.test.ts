import { type Browser, launch, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFirefox } from '../../scripts/firefox.mjs';
import { endAll, startFleet } from '../e2e/program.ts';

const HIVES = 12;
let browser: Browser;
let page: Page;
let base: string;
const errors: string[] = [];

beforeAll(async () => {
  const executablePath = findFirefox();
  if (!executablePath) throw new Error('No Firefox was found: run `npm run test:firefox`, which brings one.');
  const launched = launch({ browser: 'firefox', executablePath });
  base = await startFleet(HIVES);
  browser = await launched;
  page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  page.on('pageerror', (error) => errors.push(error instanceof Error ? error.message : `${error}`));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
});

afterAll(async () => {
  await browser?.close();
  await endAll();
});

/** Text of the first element of a kind; empty without one. */
const textOf = (selector: string): Promise<string> =>
  page.evaluate((it) => document.querySelector(it)?.textContent ?? '', selector);

/** Waits until the path and the query of the page are as the pattern says. */
const addressIs = (pattern: RegExp) => expect.poll(() => page.url().slice(base.length)).toMatch(pattern);

test('the page loads and shows every hive', async () => {
  await page.goto(base);
  await page.waitForFunction((count) => document.querySelectorAll('.rbee-tile').length === count, {}, HIVES);
  const height = await page.$eval('.bar', (bar) => bar.getBoundingClientRect().height);
  expect(height).toBe(48);
});

test('figures are live', async () => {
  const tokens = '.rbee-stat:nth-child(5) b';
  const before = await textOf(tokens);
  await expect.poll(() => textOf(tokens), { timeout: 20_000 }).not.toBe(before);
  await expect.poll(() => textOf('.connection')).toContain('Live');
});

test('a filter completes words, leaves workers out, and is in the address', async () => {
  await page.keyboard.press('/');
  await page.keyboard.type('state:bu');
  await page.locator('.search-option').wait();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await addressIs(/\?q=state%3Abusy/);
  await page.locator('.chip').wait();
  const found = Number.parseInt(await textOf('.chips-found'), 10);
  expect(found).toBeGreaterThan(0);
  expect(found).toBeLessThan(HIVES * 8);
  await page.locator('.chips-clear').click();
  await addressIs(/^\/$/);
});

test('a reason opens in a box on top of the page, and Escape closes it', async () => {
  await page.goto(`${base}/?view=table`);
  const reason = await page.locator('.rbee-reason-button').waitHandle();
  await reason.click();
  await page.locator('.rbee-reason-box:popover-open').wait();
  expect((await textOf('.rbee-reason-box')).length).toBeGreaterThan(10);
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.querySelector('.rbee-reason-box') === null);
});

test('a row leads to the page of its worker with its charts, and Back leads to the table', async () => {
  const model = await textOf('.rbee-grid-row .rbee-grid-link');
  await page.locator('.rbee-grid-row .rbee-grid-link').click();
  await addressIs(/^\/hives\/[^/]+\/[^/]+\/[^/]+$/);
  await page.locator('.worker').wait();
  expect(await textOf('.worker-head h2')).toContain(model.split(' ')[0]);
  await page.locator('.rbee-plot canvas').wait();
  await page.goBack();
  await addressIs(/^\/\?view=table$/);
  await page.locator('.rbee-grid-row').wait();
});

test('the comb is drawn', async () => {
  await page.goto(`${base}/?view=comb`);
  await page.locator('.rbee-comb-hint').wait();
  const colours = () =>
    page.$eval('.rbee-comb-canvas', (canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const context = (canvas as HTMLCanvasElement).getContext('2d');
      const { data = [] } = context?.getImageData(0, 0, width, height) ?? {};
      return new Set(
        Array.from({ length: data.length / 400 }, (_, at) => data.slice(at * 400, at * 400 + 3).join()),
      ).size;
    });
  await expect.poll(colours).toBeGreaterThan(3);
});

test('nothing of this was an error for the browser', () => expect(errors).toEqual([]));
