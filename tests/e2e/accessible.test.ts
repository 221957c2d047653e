import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Child } from '../../bench/child.ts';
import { ROOT } from '../tree.ts';
import { openPage, startBrowser } from './browser.ts';
import { endAll, type Program, startRbee } from './program.ts';

const HIVES = 12;
const THEMES = ['light', 'dark'] as const;
const SCREENS = [
  { screen: 'a desktop', width: 1440, height: 900 },
  { screen: 'a phone', width: 390, height: 844 },
] as const;

/** What addresses need of a worker. */
interface Named {
  readonly hive_id: string;
  readonly group: string;
  readonly instance: string;
  readonly model?: string;
}

let browser: Browser;
let queen: Program;
let fleet: Child;
let base: string;
let paths: Readonly<Record<PageName, string>>;

beforeAll(async () => {
  [browser, queen] = await Promise.all([startBrowser(), startRbee('queen', '--port', '0')]);
  base = `http://127.0.0.1:${queen.port}`;
  const line = ['simulate', '--hives', `${HIVES}`, '--queen-url', base];
  fleet = new Child([process.execPath, `${ROOT}apps/rbee/src/main.ts`, ...line], { stdio: 'ignore' });
  paths = pathsFor(await fleet.whileItRuns(aWorkerWithModel()));
});

afterAll(async () => {
  await browser?.close();
  await fleet?.end();
  await endAll();
});

/** A worker that names its model, once all hives report. */
async function aWorkerWithModel(): Promise<Named> {
  for (;;) {
    const { items } = (await (await fetch(`${base}/v1/workers?limit=500`)).json()) as { items: Named[] };
    const named = items.find(({ model }) => model !== undefined);
    if (named && new Set(items.map((it) => it.hive_id)).size === HIVES) return named;
  }
}

/** Pages, and what each shows when it is complete. */
const PAGES = {
  fleet: '.rbee-tile',
  machine: '.rbee-box',
  tiles: '.rbee-tile',
  comb: 'canvas',
  table: '[role="grid"], table',
  hive: '.rbee-box',
  worker: '.worker',
  models: 'table, [role="grid"]',
  model: '.rbee-model-name',
  problems: '.rbee-problems',
  'a filter that nothing fits': '.waiting',
  'a filter that is wrong': '.search-error:not(:empty)',
  'a screen on a wall': '.rbee-tile',
  'a hive that is not known': '.notice',
} as const;
type PageName = keyof typeof PAGES;

function pathsFor({ hive_id, group, instance, model }: Named): Record<PageName, string> {
  const [hive, worker] = [[hive_id], [hive_id, group, instance]].map(
    (names) => `/hives/${names.map(encodeURIComponent).join('/')}`,
  );
  return {
    fleet: '/',
    // One machine is enough: all are drawn alike.
    machine: `/?view=machine&q=${encodeURIComponent(`hive:${hive_id}`)}`,
    tiles: '/?view=tiles',
    comb: '/?view=comb',
    table: '/?view=table',
    hive: `${hive}`,
    worker: `${worker}`,
    models: '/models',
    model: `/models/${encodeURIComponent(`${model}`)}`,
    problems: '/problems',
    'a filter that nothing fits': '/?q=nothing-has-this-name',
    'a filter that is wrong': '/?q=gpu%3Emuch',
    'a screen on a wall': '/?kiosk',
    'a hive that is not known': '/hives/nobody',
  };
}

/** What axe finds in either theme: the rule, the place and what it says. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    const result = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
    for (const { id, nodes } of result.violations) {
      found.push(...nodes.map((it) => `${colorScheme}, ${id}: ${it.html} ${it.failureSummary}`));
    }
  }
  return found;
}

/** True if the page has to be moved sideways to be read. */
const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

/** A page of the size of a screen. */
async function openOn({ width, height }: (typeof SCREENS)[number]): Promise<Page> {
  const { page } = await openPage(browser, base);
  await page.setViewportSize({ width, height });
  return page;
}

describe.each(SCREENS)('on $screen', (screen) => {
  let page: Page;
  beforeAll(async () => {
    page = await openOn(screen);
  });
  afterAll(() => page.close());

  test.each(Object.entries(PAGES))('axe finds nothing: %s', async (name, sign) => {
    await page.goto(base + paths[name as PageName]);
    await page.locator(sign).first().waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  });

  test.each(['Help', 'Display'])('axe finds nothing: the dialog %s', async (name) => {
    await page.goto(`${base}/problems`);
    await page.getByRole('button', { name }).click();
    await page.getByRole('dialog', { name }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('a peek of a row, and the reason of what is not known in it, open and close by keys alone', async () => {
    await page.goto(`${base}/?view=table`);
    await page.locator('.rbee-grid [data-rbee-entry]').first().focus();
    await page.keyboard.press('Space');
    const panel = page.getByRole('dialog');
    await panel.waitFor();
    // A worker with something that is not known: every simulated fleet has some.
    while ((await panel.locator('.rbee-reason-button').count()) === 0) await page.keyboard.press('j');
    const id = await panel.locator('.rbee-fact', { hasText: 'Worker' }).locator('dd').first().textContent();
    await panel.locator('.rbee-reason-button').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.getByRole('tooltip').textContent()).toMatch(/: not known/);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('tooltip').count()).toBe(0);
    await page.keyboard.press('Escape');
    expect(await panel.count()).toBe(0);
    expect(await page.locator(':focus').getAttribute('data-rbee-entry')).toBe(id);
  });
});

test('another page is announced by its heading, and Back leads to the row that was left', async () => {
  const page = await openOn(SCREENS[0]);
  await page.goto(`${base}/?view=table&sort=worker`);
  const focused = () => page.locator(':focus');
  await page.locator('.rbee-grid [data-rbee-entry]').first().focus();
  await page.keyboard.press('End');
  await page.keyboard.press('k');
  const id = await focused().getAttribute('data-rbee-entry');
  const scrolled = () => page.locator('.rbee-grid-scroll').evaluate((it) => it.scrollTop);
  const before = await scrolled();
  expect(before).toBeGreaterThan(100);
  await page.keyboard.press('Enter');
  await page.locator('.worker').waitFor();
  expect(await focused().evaluate((it) => [it.tagName, it.textContent])).toEqual(['H1', id]);
  await page.goBack();
  await page.locator(`[data-rbee-entry="${id}"]:focus`).waitFor();
  expect(Math.abs((await scrolled()) - before)).toBeLessThan(80);
  await page.close();
});

test('axe finds nothing when the queen is gone', async () => {
  const pages = await Promise.all(SCREENS.map(openOn));
  await Promise.all(pages.map((page) => page.locator(PAGES.fleet).first().waitFor()));
  await queen.end('SIGKILL');
  for (const page of pages) {
    await page.getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
  }
});
