import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, startBrowser } from './browser.ts';
import { endAll, type Program, startRbee } from './program.ts';

const REASON =
  'GPU 0 fell off the bus at 0000:65:00.0 and the driver asks for a restart of the whole machine';
const MODEL =
  'Some-Organisation_A-Model-Of-Many-Words-235B-A22B-Instruct-2507-Long-Context-Q4_K_M-00001-of-00004';

/** A hive whose texts have the maximum length of the wire. */
const body = () => ({
  hive: {
    ...{ id: `rack-17.${'long-'.repeat(18)}name`, hostname: '127.0.0.1', port: 7835, version: '0.1.0' },
    ...{ operational_status: 'stopping', health_status: { status: 'degraded', reason: REASON } },
  },
  timestamp: new Date().toISOString(),
  workers: [
    {
      ...{ pid: 1, group: 'g'.repeat(64), instance: 'i'.repeat(64), cpu_pct: 12.5, rss_mb: 2048 },
      ...{ io_r_mb_s: 0, io_w_mb_s: 0, uptime_s: 300, gpu_util_pct: 0, vram_mb: 0, total_vram_mb: 24576 },
      ...{ model: MODEL, origin: 'simulated', unknown: { gpu_util_pct: 'mig', cpu_pct: 'first_sample' } },
    },
  ],
});

let browser: Browser;
let queen: Program;
let page: Page;
let errors: string[];

beforeAll(async () => {
  [browser, queen] = await Promise.all([startBrowser(), startRbee('queen', '--port', '0')]);
  const url = `http://localhost:${queen.port}`;
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body()) };
  expect((await fetch(`${url}/v1/hive-heartbeat`, init)).status).toBe(200);
  ({ page, errors } = await openPage(browser, url));
});

afterAll(async () => {
  await browser?.close();
  await endAll();
});

/** Texts of the monitor that overflow their box and are partly hidden. */
const cutOff = () =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.rbee-monitor :not(.rbee-hidden, svg, svg *)')]
      .filter((it) => it.checkVisibility() && it.scrollWidth > it.clientWidth && it.clientWidth > 0)
      .map((it) => `${it.className}: ${it.textContent}`),
  );

test.each([390, 1280])('on a page of %i px every text is fully visible', async (width) => {
  await page.setViewportSize({ width, height: 900 });
  for (const text of [REASON, MODEL]) await page.getByText(text, { exact: false }).waitFor();
  expect(await cutOff()).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  expect(errors).toEqual([]);
});
