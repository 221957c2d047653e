import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../tree.ts';
import { openPage, startBrowser } from './browser.ts';
import { endAll, startFleet } from './program.ts';

const HIVES = 6;
const outDir = mkdtempSync(join(tmpdir(), 'rbee-example-'));
let browser: Browser;
let site: PreviewServer;
let page: Page;
let errors: string[];

beforeAll(async () => {
  const settings = { root: `${ROOT}examples/embed`, build: { outDir }, logLevel: 'error' } as const;
  const [address] = await Promise.all([startFleet(HIVES), build(settings)]);
  [browser, site] = await Promise.all([
    startBrowser(),
    preview({ ...settings, preview: { host: '127.0.0.1', port: 0 } }),
  ]);
  const [base = ''] = site.resolvedUrls?.local ?? [];
  ({ page, errors } = await openPage(browser, `${base}?queen=${address}`));
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await endAll();
  rmSync(outDir, { recursive: true, force: true });
});

/** What a part shows when it has data of the queen. */
const PARTS = {
  'summary strip': '.rbee-stat b:text-matches("[1-9]")',
  tiles: `.rbee-tile:nth-child(${HIVES})`,
  comb: `.rbee-comb-hint:has-text("${HIVES} hives")`,
  'card meter': '.lab-machine .rbee-card-stack rect',
  'series chart': '.lab-machine .rbee-plot canvas',
  sparkline: '.lab-sparks .rbee-spark-line[d*="L"]',
  'worker table': '.rbee-grid-row',
} as const;

test.each(Object.entries(PARTS))(
  'the part %s has data of the queen in a page of another origin',
  async (_name, sign) => {
    const part = page.locator(sign).first();
    // Canvases and sparklines are drawn in sight.
    await page.locator('.lab-machine').scrollIntoViewIfNeeded();
    await part.waitFor({ state: 'attached' });
    expect(await part.count()).toBe(1);
  },
);

test('the page decides what a filter and a tile do', async () => {
  await page.getByText('busy', { exact: true }).first().click();
  await page.getByRole('button', { name: 'state:busy ×' }).click();
  const last = page.locator('.rbee-tile-link').last();
  const hive = await last.locator('.rbee-tile-name').textContent();
  await last.click();
  await page.getByRole('region', { name: `${hive}` }).waitFor();
});

test('custom properties of the page change the looks of the parts, and only of them', async () => {
  const looks = () =>
    page.evaluate(() => {
      const styleOf = (selector: string) =>
        getComputedStyle(document.querySelector(selector) ?? document.body);
      const { borderRadius, borderTopColor, fontFamily } = styleOf('.rbee-strip');
      return { borderRadius, borderTopColor, fontFamily, host: styleOf('h1').color };
    });
  const before = await looks();
  await page.getByRole('button', { name: 'Violet' }).click();
  const after = await looks();
  expect(after).toMatchObject({ borderRadius: '2px', fontFamily: expect.stringContaining('Georgia') });
  expect(after.borderTopColor).not.toBe(before.borderTopColor);
  expect(after.host).toBe(before.host);
  expect(errors).toEqual([]);
});
