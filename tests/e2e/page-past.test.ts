import type { AddressInfo } from 'node:net';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aGpu, aHeartbeat, aNode, aWorker } from '../../packages/contract/src/builders.ts';
import { MemoryHistory } from '../../packages/history/src/testing/index.ts';
import { buildQueen } from '../../packages/queen/src/index.ts';
import { ROOT } from '../tree.ts';
import { openPage, startBrowser } from './browser.ts';
import { postHeartbeat } from './post-heartbeat.ts';

/** The queen's clock is set by the test: what is shown does not depend on the speed of this machine. */
const START = Date.UTC(2026, 0, 1, 12);
let now = START;
const clock = { now: () => now, monotonic: () => now - START };
const history = new MemoryHistory(clock.now);

let browser: Browser;
let queen: Awaited<ReturnType<typeof buildQueen>>;
let url: string;
let page: Page;
let errors: string[];

beforeAll(async () => {
  queen = await buildQueen({
    ...{ host: '127.0.0.1', port: 0, version: '0.1.0', clock, history, maxLagMs: 1_000_000_000 },
    // Without the time of its build: a page that is not of that time would be loaded again.
    pageDir: `${ROOT}apps/dashboard/dist`,
  });
  await queen.listen({ host: '127.0.0.1', port: 0 });
  url = `http://localhost:${(queen.server.address() as AddressInfo).port}`;
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  await queen?.close();
});

/** What the GPU does in each second; null: the hive does not report. */
function gpuAt(second: number): number | 'timeout' | null {
  if (second >= 100 && second < 160) return null;
  if (second >= 200 && second < 230) return 'timeout';
  return second >= 230 && second < 240 ? 0 : 10 + (second % 80);
}

/** The hive reports in the middle of the second, if it does. */
async function report(second: number): Promise<void> {
  now = START + second * 1_000 + 500;
  const use = gpuAt(second);
  if (use === null) return;
  const gpu = aGpu({ uuid: 'GPU-0', util_pct: use === 'timeout' ? 0 : use });
  const unknown = use === 'timeout' ? { unknown: { util_pct: use } as const } : {};
  const workers = [aWorker({ gpu_util_pct: use === 'timeout' ? 0 : use })];
  const node = aNode({ gpus: [{ ...gpu, ...unknown }] });
  await postHeartbeat(
    url,
    aHeartbeat({ hive_id: 'box', timestamp: new Date(now).toISOString(), workers, node }),
  );
}

const chart = (): Locator => page.getByRole('slider', { name: 'GPU use, %' });

/** What screen readers hear at the cursor: minutes and seconds, and the value. */
async function heard(): Promise<string> {
  const text = (await chart().getAttribute('aria-valuetext')) ?? '';
  return text.replace(/^.*?:(\d+:\d+)[^:]*: GPU 0 /, '$1 ').replaceAll(/\s/g, ' ');
}

const said = (second: number): string => {
  const use = gpuAt(second);
  const time = new Date(START + second * 1_000).toISOString().slice(14, 19);
  if (use === null) return `${time} – no report`;
  return `${time} ${use === 'timeout' ? '– no answer in time' : `${use < 10 ? use.toFixed(0) : use} %`}`;
};

const LAST_PAST = 299;
const LAST = 309;

test('[P2] [P3] the page shows the past and goes on with the stream: no second twice, and none left out', async () => {
  for (let second = 0; second <= LAST_PAST; second += 1) await report(second);
  ({ page, errors } = await openPage(browser, `${url}/hives/box`));
  await chart().waitFor();
  await expect.poll(heard).toBe(said(LAST_PAST));
  for (let second = LAST_PAST + 1; second <= LAST; second += 1) await report(second);
  await expect.poll(heard).toBe(said(LAST));
  await chart().focus();
  const walked = [await heard()];
  for (let step = 1; step < 25; step += 1) {
    await page.keyboard.press('ArrowLeft');
    walked.unshift(await heard());
  }
  expect(walked).toEqual(Array.from({ length: 25 }, (_, index) => said(LAST - 24 + index)));
});

test('[P2] a silent hive, an unknown figure and zero are told apart, by words and on the chart', async () => {
  await chart().focus();
  await page.keyboard.press('Escape');
  const told: string[] = [];
  for (let pages = 1; pages <= 6; pages += 1) {
    await page.keyboard.press('PageDown');
    told.push(await heard());
  }
  const seconds = [1, 2, 3, 4, 5, 6].map((pages) => LAST - 30 * pages);
  expect(told).toEqual(seconds.map(said));
  expect([told[2], told[5]]).toEqual([
    expect.stringContaining('no answer in time'),
    expect.stringContaining('no report'),
  ]);
  await page.keyboard.press('Escape');
  const drawn = await inkAt([50, 130, 215, 235, 280]);
  expect(drawn).toEqual(['line', 'nothing', 'hatched', 'line', 'line']);
  expect(errors).toEqual([]);
});

test('[W2] a finger on the chart gets the reason, which stays when it is lifted; the mouse takes it away', async () => {
  await page.keyboard.press('Escape');
  const area = chart().locator('.u-over');
  const box = await area.boundingBox();
  if (!box) throw new Error('The chart is not in sight.');
  const clientX = box.x + box.width * shareOf(215);
  for (const type of ['pointerenter', 'pointerdown', 'pointerup', 'pointerleave']) {
    await area.dispatchEvent(type, { pointerType: 'touch', clientX, clientY: box.y + 20 });
  }
  expect(await heard()).toMatch(/ – no answer in time$/);
  await page.mouse.move(box.x + box.width * shareOf(280), box.y + 20);
  await expect.poll(heard).not.toMatch(/no answer in time/);
  await page.mouse.move(0, 0);
  await expect.poll(heard).toBe(said(LAST));
  expect(errors).toEqual([]);
});

test('a chart is zoomed by dragging, the range is in the address, and Escape leads back', async () => {
  const area = chart().locator('.u-over');
  const box = await area.boundingBox();
  if (!box) throw new Error('The chart is not in sight.');
  const [from, to] = [240, 280].map((second) => box.x + box.width * shareOf(second));
  await page.mouse.move(from ?? 0, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(to ?? 0, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/range=20260101T1203\d\dZ\.\.20260101T1204\d\dZ/);
  const points = async () => Number(await chart().getAttribute('aria-valuemax'));
  await expect.poll(points, { timeout: 10_000 }).toBeLessThan(45);
  const shared = page.url();
  await page.mouse.move(0, 0);
  await page.goto(shared);
  await chart().waitFor();
  await expect.poll(heard, { timeout: 10_000 }).toMatch(/^04:\d\d \d+ %$/);
  await chart().focus();
  await page.keyboard.press('-');
  await expect.poll(() => page.url()).not.toBe(shared);
  await chart().focus();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.url()).not.toContain('range=');
  await expect.poll(heard, { timeout: 10_000 }).toBe(said(LAST));
  expect(errors).toEqual([]);
});

test('[P7] the page says in words that the history is paused, or that there is none, and then has no empty chart', async () => {
  history.about = { ...history.about, state: 'paused', problems: ['The disk is full: make room.'] };
  await page.reload();
  await page
    .getByText('The history is paused: what happens at present is not kept. The disk is full: make room.')
    .waitFor();
  await chart().waitFor();
  const off = { ...{ type: 'about:blank', title: 'x', status: 404, code: 'history_off' }, detail: 'None.' };
  await page.route('**/v1/history**', (route) =>
    route.fulfill({ status: 404, contentType: 'application/problem+json', body: JSON.stringify(off) }),
  );
  await page.reload();
  await page.getByText('This queen keeps no history, so only the present is shown.').waitFor();
  await page.getByRole('rowheader', { name: 'llm/8080' }).waitFor();
  expect(await page.locator('.rbee-spark, .rbee-history, .rbee-chart').count()).toBe(0);
  expect(errors).toEqual([]);
});

/** Where a second is on the axis, from 0 to 1. */
const shareOf = (second: number): number => 1 - (LAST + 0.5 - second) / 902;

/** What is drawn at these seconds between the lines of the axis. */
const inkAt = (seconds: readonly number[]): Promise<string[]> =>
  chart().evaluate((plot, shares) => {
    const canvas = plot.querySelector('canvas');
    const area = plot.querySelector('.u-over');
    const pen = canvas?.getContext('2d');
    if (!canvas || !area || !pen) throw new Error('There is no plot.');
    const [all, inner] = [canvas.getBoundingClientRect(), area.getBoundingClientRect()];
    const scale = canvas.width / all.width;
    const swatch = document.createElement('i');
    plot.append(swatch);
    swatch.style.color = 'var(--rbee-tone-0)';
    const tone = (getComputedStyle(swatch).color.match(/\d+/g) ?? []).map(Number);
    swatch.remove();
    return shares.map((share) => {
      const left = Math.round((inner.left - all.left + share * inner.width) * scale);
      const top = Math.round((inner.top - all.top) * scale);
      const { data } = pen.getImageData(left - 3, top, 7, Math.round(inner.height * scale) + 2);
      let [line, other] = [0, 0];
      for (let at = 0; at < data.length; at += 4) {
        if ((data[at + 3] ?? 0) < 100) continue;
        const far = [0, 1, 2].some((part) => Math.abs((data[at + part] ?? 0) - (tone[part] ?? 0)) > 40);
        if (far) other += 1;
        else line += 1;
      }
      return line > 0 ? 'line' : other > 7 * 8 ? 'hatched' : 'nothing';
    });
  }, seconds.map(shareOf));
