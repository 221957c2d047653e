import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, startBrowser } from './browser.ts';
import { postHeartbeat } from './post-heartbeat.ts';
import { endAll, type Program, startRbee } from './program.ts';

const REASON =
  'GPU 0 fell off the bus at 0000:65:00.0 and the driver asks for a restart of the whole machine';
const MODEL =
  'Some-Organisation_A-Model-Of-Many-Words-235B-A22B-Instruct-2507-Long-Context-Q4_K_M-00001-of-00004';

const CARD = 'NVIDIA-RTX-PRO-6000-Blackwell-Max-Q-Workstation-Edition-with-a-name-of-its-own';

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

/** An engine with the longest figures, and reasons of a later version. */
const ENGINE = {
  ...{ kind: 'k'.repeat(64), version: 'v'.repeat(512), state: 'stuck', slots: 4_294_967_295 },
  ...{ requests_running: 4_294_967_295, requests_waiting: 4_294_967_295, kv_cache_pct: 0 },
  ...{ generation_tokens_per_s: 1e15, unknown: { kv_cache_pct: 'r'.repeat(512) } },
};

/** A hive whose GPU has the longest texts, many workers and many parts. */
const machine = () => {
  const part = (n: number) => ({
    uuid: `MIG-${'u'.repeat(500)}-${n}`,
    vram_used_mb: n,
    vram_total_mb: 20_000,
  });
  const gpu = { uuid: 'u'.repeat(512), index: 4_294_967_295, vendor: 'nvidia', name: CARD };
  const used = {
    vram_used_mb: 2 ** 52,
    vram_total_mb: 2 ** 53 - 1,
    unattributed_vram_mb: 2 ** 51,
    util_pct: 100,
  };
  const condition = {
    power_w: 1e9,
    power_limit_w: 1e9,
    temp_c: -1e9,
    health: ['thermal', 'xid', 'h'.repeat(99)],
  };
  const gap = {
    uuid: 'v',
    index: 1,
    vendor: 'amd',
    name: 'n'.repeat(512),
    unknown: { util_pct: 'driver_unsupported' },
  };
  const { workers, timestamp } = body();
  return {
    hive_id: 'with-gpus',
    timestamp,
    workers: Array.from({ length: 9 }, (_, n) => ({
      ...{ ...workers[0], instance: `${n}`.repeat(60) },
      gpus: [{ uuid: gpu.uuid, index: 0, vram_mb: 2 ** 40, util_pct: 0, unknown: {} }],
      engine: ENGINE,
      models: [
        { name: 'u'.repeat(512), state: 'unloaded' },
        { name: 'l'.repeat(512), state: 'loading', rss_mb: 2 ** 40 },
      ],
    })),
    node: {
      ...{ hostname: 'h'.repeat(500), os: 'linux', kernel: '6', cpu_count: 8, cpu_pct: 1, load_1: 1 },
      ...{ ram_used_mb: 1, ram_total_mb: 2, swap_used_mb: 0, agent: { version: '1', cpu_pct: 1, rss_mb: 1 } },
      gpus: [
        { ...gpu, ...used, ...condition, mig: [1, 2, 3].map(part), origin: 'simulated' },
        { ...gap, util_pct: 0, vram_used_mb: 0, vram_total_mb: 0 },
      ],
    },
  };
};

let browser: Browser;
let queen: Program;
let page: Page;
let errors: string[];

beforeAll(async () => {
  [browser, queen] = await Promise.all([startBrowser(), startRbee('queen', '--port', '0')]);
  const url = `http://localhost:${queen.port}`;
  for (const heartbeat of [body(), machine()]) await postHeartbeat(url, heartbeat);
  ({ page, errors } = await openPage(browser, url));
});

afterAll(async () => {
  await browser?.close();
  await endAll();
});

/** Texts of the machines that are partly hidden. A row shows its texts in full by a tap; what can be pressed reaches beyond its text. */
const cutOff = () =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        '.rbee-box :not(.rbee-hidden, svg, svg *, .rbee-rows *, .rbee-reason, .rbee-reason *)',
      ),
    ]
      .filter((it) => it.checkVisibility() && it.scrollWidth > it.clientWidth && it.clientWidth > 0)
      .map((it) => `${it.className}: ${it.textContent?.slice(0, 80)}`),
  );

test.each([390, 1024, 1440])('on a page of %i px every text is fully visible', async (width) => {
  await page.setViewportSize({ width, height: 900 });
  for (const text of [REASON, MODEL, CARD]) await page.getByText(text, { exact: false }).first().waitFor();
  expect(await cutOff()).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  expect(errors).toEqual([]);
});
