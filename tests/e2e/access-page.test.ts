import { readFileSync } from 'node:fs';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, startBrowser } from './browser.ts';
import { endAll, type Program, startRbee } from './program.ts';

const PASSWORD = 'correct horse battery';

let browser: Browser;
let queen: Program;
let base: string;

beforeAll(async () => {
  [browser, queen] = await Promise.all([
    startBrowser(),
    startRbee('queen', '--port', '0', '--access-control'),
  ]);
  base = `http://localhost:${queen.port}`;
});
afterAll(async () => {
  await browser?.close();
  await endAll();
});

/** What axe finds on the screen in either theme, and whether the page has to be moved sideways on a phone. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate<AxeResults>(
      "axe.run(document, { resultTypes: ['violations'] })",
    );
    found.push(
      ...violations.flatMap(({ id, nodes }) => nodes.map((it) => `${colorScheme} ${id}: ${it.html}`)),
    );
  }
  await page.setViewportSize({ width: 390, height: 844 });
  if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth))
    found.push('too wide');
  await page.setViewportSize({ width: 1280, height: 900 });
  return found;
}

async function setUp(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name: 'Set up your account' }).waitFor();
  expect(page.url()).toBe(`${base}/setup`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByLabel('The same again').fill(PASSWORD);
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByLabel(`Signed in: ${name},`).waitFor();
}

const goTo = (page: Page, part: string) =>
  page.getByRole('navigation', { name: 'Access' }).getByRole('link', { name: part }).click();

test('an admin sets up, invites, makes a token and hands over an account; a viewer sees no refused button', async () => {
  const file = /[^\s"]+setup-address/.exec(queen.output())?.[0] ?? '';
  const secret = /\/setup#[\w-]+/.exec(readFileSync(file, 'utf8'))?.[0];
  const { page, errors } = await openPage(browser, `${base}${secret}`);
  await setUp(page, 'ada');

  await page.getByLabel('Signed in: ada,').click();
  await page.getByRole('link', { name: 'Access' }).click();
  await goTo(page, 'Hives');
  await page.getByRole('button', { name: 'Invite a hive' }).click();
  await page.getByRole('button', { name: 'Make the invite' }).click();
  await page.getByText(/^rbee hive --join rbee1\./).waitFor();
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('row', { name: /^any 0 of 1/ }).waitFor();

  await goTo(page, 'Tokens');
  await page.getByLabel('Name').fill('ci');
  await page.getByRole('button', { name: 'Make a token' }).click();
  const token = await page.getByText(/^rbt_/).textContent();
  const asked = await fetch(`${base}/v1/hives`, { headers: { authorization: `Bearer ${token}` } });
  expect(asked.status).toBe(200);
  expect(await faults(page)).toEqual([]);

  await goTo(page, 'Users');
  await page.getByLabel('Name', { exact: true }).fill('bob');
  await page.getByRole('button', { name: 'Add a user' }).click();
  const address = await page.getByText(/\/setup#/).textContent();
  expect(await faults(page)).toEqual([]);
  for (const part of ['Own account', 'Sessions', 'Audit log']) {
    await goTo(page, part);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    expect(await faults(page)).toEqual([]);
  }

  await page.getByLabel('Signed in: ada,').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await faults(page)).toEqual([]);

  await page.goto(`${address}`);
  await setUp(page, 'bob');
  await page.goto(`${base}/access`);
  const parts = page.getByRole('navigation', { name: 'Access' }).getByRole('link');
  await parts.first().waitFor();
  expect(await parts.allTextContents()).toEqual(['Own account', 'Sessions']);
  expect(errors).toEqual([]);
});
