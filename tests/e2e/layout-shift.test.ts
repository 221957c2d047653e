import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser } from './browser.ts';
import { endAll, startFleet } from './program.ts';

const HIVES = 50;
let browser: Browser;
let queen: string;

beforeAll(async () => {
  [browser, queen] = await Promise.all([startBrowser(), startFleet(HIVES)]);
});

afterAll(async () => {
  await browser?.close();
  await endAll();
});

/** Sums the layout shifts of the page that opens, in a variable of the page. */
function observeShifts(): void {
  const sums = { shift: 0 };
  Object.assign(globalThis, sums);
  const add = (list: PerformanceObserverEntryList): void => {
    for (const entry of list.getEntries())
      sums.shift += (entry as PerformanceEntry & { value: number }).value;
    Object.assign(globalThis, sums);
  };
  new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
}

test.each([
  [1440, 900],
  [1024, 768],
  [390, 844],
])(
  'a page of 50 hives that opens at %i x %i does not move under the eyes of its reader',
  async (width, height) => {
    const page = await browser.newPage({ viewport: { width, height } });
    await page.addInitScript(observeShifts);
    await page.goto(queen);
    await page.waitForFunction((count) => document.querySelectorAll('.rbee-tile').length === count, HIVES);
    // Pictures follow each other quickly in the first three seconds.
    await page.waitForFunction(() => performance.now() > 3_500);
    const shift = await page.evaluate(() => Reflect.get(globalThis, 'shift') as unknown);
    expect(shift).toBeTypeOf('number');
    expect(Number(shift)).toBeLessThan(0.05);
    await page.close();
  },
);
