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

/** A layout shift (Layout Instability API), with what it moved. */
type Shift = PerformanceEntry & {
  readonly value: number;
  readonly sources: readonly { readonly node: Node | null }[];
};

/** Sums the layout shifts of the page that opens, in a variable of the page, and notes when which elements moved. */
function observeShifts(): void {
  const sums = { shift: 0, moved: [] as string[] };
  Object.assign(globalThis, sums);
  const nameOf = ({ node }: { readonly node: Node | null }): string =>
    node instanceof Element ? `${node.localName}.${node.getAttribute('class')}` : String(node?.nodeName);
  const add = (list: PerformanceObserverEntryList): void => {
    for (const entry of list.getEntries() as Shift[]) {
      sums.shift += entry.value;
      const at = Math.round(entry.startTime);
      sums.moved.push(`${entry.value.toFixed(3)} at ${at} ms: ${entry.sources.map(nameOf).join(', ')}`);
    }
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
    const moved = await page.evaluate(() => Reflect.get(globalThis, 'moved') as readonly string[]);
    expect(Number(shift), moved.join('\n')).toBeLessThan(0.05);
    await page.close();
  },
);
