import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, startBrowser } from './browser.ts';
import { postHeartbeat } from './post-heartbeat.ts';
import { endAll, type Program, startRbee } from './program.ts';

let browser: Browser;
let queen: Program;
let page: Page;
let errors: string[];

beforeAll(async () => {
  [browser, queen] = await Promise.all([startBrowser(), startRbee('queen', '--port', '0')]);
  ({ page, errors } = await openPage(browser, `http://localhost:${queen.port}`));
  await page.setViewportSize({ width: 1440, height: 900 });
});

afterAll(async () => {
  await browser?.close();
  await endAll();
});

interface Figures {
  readonly util: number;
  readonly held: number;
  readonly power: number;
  readonly temp: number;
  readonly health: readonly string[];
}

const worker = (instance: string, vram_mb: number, gpus: readonly object[]) => ({
  ...{
    pid: 1,
    group: 'llm',
    instance,
    model: 'llama',
    cpu_pct: 1,
    rss_mb: 2_048,
    io_r_mb_s: 0,
    io_w_mb_s: 0,
  },
  ...{ uptime_s: 300, gpu_util_pct: 0, vram_mb, total_vram_mb: gpus.length * 24_576 },
  ...(gpus.length > 0 && { gpus }),
});

/** A machine with two GPUs and two workers, one of which uses both. */
const machine = ({ util, held, power, temp, health }: Figures) => {
  const gpu = (index: number) => ({
    ...{ uuid: `GPU-${index}`, index, vendor: 'nvidia', name: 'NVIDIA RTX 4090', util_pct: util, health },
    ...{ vram_used_mb: held + 512, vram_total_mb: 24_576, unattributed_vram_mb: 512 },
    ...{ power_w: power, power_limit_w: 450, temp_c: temp },
  });
  const used = [0, 1].map((index) => ({ uuid: `GPU-${index}`, index, vram_mb: held, util_pct: util }));
  return {
    hive_id: 'box',
    timestamp: new Date().toISOString(),
    workers: [worker('8080', 2 * held, used), worker('8081', 0, [])],
    node: {
      ...{ hostname: 'box', os: 'linux', kernel: '6', cpu_count: 8, cpu_pct: 1, load_1: 1 },
      ...{ ram_used_mb: 1_000, ram_total_mb: 32_768, swap_used_mb: 0 },
      ...{ agent: { version: '1', cpu_pct: 1, rss_mb: 60 }, gpus: [0, 1].map(gpu) },
    },
  };
};

async function send(figures: Figures): Promise<void> {
  await postHeartbeat(`http://localhost:${queen.port}`, machine(figures));
  await page.getByText(`${figures.temp} °C`).first().waitFor();
}

const CALM = { util: 9.5, held: 8_192, power: 98, temp: 40, health: [] };

test('[N1] a GPU is a card of the page that says who holds its memory, and the page obeys its policy', async () => {
  await send(CALM);
  const card = page.getByRole('list', { name: 'GPUs of box' }).getByRole('listitem').first();
  const words = ((await card.textContent()) ?? '').replaceAll('\u00a0', ' ');
  for (const part of ['GPU 0', 'RTX 4090 24 GiB', '9.5 %', '98 W of 450 W', '40 °C', 'healthy']) {
    expect(words).toContain(part);
  }
  const legend = await card.getByRole('list', { name: 'GPU memory' }).getByRole('listitem').allTextContents();
  expect(legend.map((it) => it.replaceAll('\u00a0', ' '))).toEqual([
    ...['llama 8.0 GiB', 'unclaimed 512 MiB', 'free 16 GiB'],
  ]);
  const widths = await card
    .locator('.rbee-card-stack rect')
    .evaluateAll((parts) => parts.map((it) => it.getBoundingClientRect().width > 0));
  expect(widths).toEqual([true, true]);
  expect(errors).toEqual([]);
});

test('[W1] [W3] a worker on two GPUs has the sum of both, and one on none says so', async () => {
  const both = page.getByRole('row', { name: /llm\/8080/ });
  await both.getByText('16 / 48 GiB').waitFor();
  await both.getByText('GPU 0, 1').waitFor();
  await page
    .getByRole('row', { name: /llm\/8081/ })
    .getByText('no GPU')
    .waitFor();
});

test('figures and health that change move nothing on the page', async () => {
  await page.evaluate(() => {
    const moved = { sum: 0 };
    const add = (list: PerformanceEntryList) => {
      for (const it of list) moved.sum += (it as PerformanceEntry & { value: number }).value;
    };
    const shifts = new PerformanceObserver((list) => add(list.getEntries()));
    shifts.observe({ type: 'layout-shift' });
    const readMoved = () => {
      add(shifts.takeRecords());
      return moved.sum;
    };
    Object.assign(window, { readMoved });
  });
  await send({ util: 100, held: 20_480, power: 449, temp: 101, health: ['thermal'] });
  await page.getByText('slowed by heat').first().waitFor();
  await send(CALM);
  const moved = await page.evaluate(() => (window as unknown as { readMoved: () => number }).readMoved());
  expect(moved).toBeLessThan(0.001);
});
