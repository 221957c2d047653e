import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { aHeartbeat } from '../../packages/contract/src/builders.ts';
import { startBrowser } from './browser.ts';
import { postHeartbeat } from './post-heartbeat.ts';
import { endAll, type Program, startRbee } from './program.ts';

const SLOW = { timeout: 180_000 };
/** More than the six connections that a browser has for an address with HTTP/1.1. */
const TABS = 8;

let browser: Browser;
let queen: Program;
let address: string;

beforeAll(async () => {
  [browser, queen] = await Promise.all([startBrowser(), startRbee('queen', '--port', '0')]);
  address = `http://127.0.0.1:${queen.port}`;
});

afterAll(async () => {
  await browser?.close();
  await endAll();
});

/** One browser of a user, with its tabs. */
async function aUser(): Promise<BrowserContext> {
  const context = await browser.newContext();
  context.setDefaultTimeout(60_000);
  onTestFinished(() => context.close());
  return context;
}

async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** Reports a hive, and waits until every tab shows it. */
async function allShow(pages: readonly Page[], hiveId: string): Promise<void> {
  await postHeartbeat(address, aHeartbeat({ hive_id: hiveId, timestamp: new Date().toISOString() }));
  await Promise.all(pages.map((page) => page.getByRole('region', { name: hiveId, exact: true }).waitFor()));
}

async function watchers(): Promise<number> {
  const metrics = await (await fetch(`${address}/metrics`)).text();
  return Number(/^rbee_stream_watchers (\d+)$/m.exec(metrics)?.[1]);
}

/** Hives of earlier tests may be late or silent by then, all of them even, which the page says. */
const isLive = (page: Page) =>
  page
    .getByRole('status')
    .getByText(/^(?:Live|No hive reports)/)
    .waitFor();

test(
  'eight tabs are live over one stream, and stay so when the first is closed and another is frozen',
  SLOW,
  async () => {
    const context = await aUser();
    const tabs: Page[] = [];
    while (tabs.length < TABS) tabs.push(await openTab(context));
    await Promise.all(tabs.map(isLive));
    expect(await watchers()).toBe(1);
    await allShow(tabs, 'first');

    const [first, frozen, ...others] = tabs as [Page, Page, ...Page[]];
    await first.close();
    const session = await context.newCDPSession(frozen);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await allShow(others, 'second');
    expect(await watchers()).toBe(1);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await allShow([frozen, ...others], 'third');

    await Promise.all([frozen, ...others].map((tab) => tab.close()));
    await expect.poll(watchers, { timeout: 30_000 }).toBe(0);
  },
);

test('[S5] all tabs recover when the queen breaks the stream', SLOW, async () => {
  const context = await aUser();
  const tabs = [await openTab(context), await openTab(context), await openTab(context)];
  await Promise.all(tabs.map(isLive));
  const port = queen.port;
  await queen.end('SIGKILL');
  const lost = tabs.map((tab) => tab.getByRole('status').getByText('No connection to the queen').waitFor());
  await Promise.all(lost);
  queen = await startRbee('queen', '--port', String(port));
  await Promise.all(tabs.map(isLive));
  await allShow(tabs, 'fourth');
  expect(await watchers()).toBe(1);
});

test('without SharedWorker each tab has its own stream', SLOW, async () => {
  const context = await aUser();
  await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'));
  const tabs = [await openTab(context), await openTab(context)];
  await Promise.all(tabs.map(isLive));
  await allShow(tabs, 'fifth');
  expect(await watchers()).toBe(2);
});

test('a tab whose worker cannot be loaded has its own stream', SLOW, async () => {
  const context = await aUser();
  await context.route(/assets\/worker-/, (route) => route.abort());
  const tab = await openTab(context);
  await isLive(tab);
  await allShow([tab], 'sixth');
});
