import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plantPciDevice } from '../../packages/monitor/testing/index.ts';
import { openPage, startBrowser } from './browser.ts';
import { freePort } from './free-port.ts';
import { endAll, type Program, startRbee, startSampleWorker } from './program.ts';

/** Interval of the hives: after 3 without a heartbeat a hive is degraded, after 10 it is down. */
const INTERVAL_MS = 250;

let browser: Browser;
let queen: Program;
let hive: Program;
let worker: Program;
let port: number;
let page: Page;
let errors: string[];

/** A /sys with a GPU that has no driver, whatever this machine has. */
const sysRoot = mkdtempSync(join(tmpdir(), 'rbee-e2e-'));

const startQueen = () => startRbee('queen', '--port', String(port));
const startHive = () =>
  startRbee(
    'hive',
    '--hive-id',
    'here',
    '--queen-url',
    `http://127.0.0.1:${port}`,
    '--interval-ms',
    `${INTERVAL_MS}`,
    '--sys-root',
    sysRoot,
  );

beforeAll(async () => {
  plantPciDevice(sysRoot, '0000:65:00.0', { kind: '0x030000', vendor: '0x10de' });
  port = await freePort();
  [browser, queen] = await Promise.all([startBrowser(), startQueen()]);
  ({ page, errors } = await openPage(browser, `http://localhost:${port}/`));
});

afterAll(async () => {
  await browser?.close();
  await endAll();
  rmSync(sysRoot, { recursive: true });
});

const row = (): Locator => page.locator('tr', { hasText: `llm/${worker.port}` });
const status = (words: string): Locator => page.getByRole('status').getByText(words, { exact: true });
const cpuOf = async (): Promise<number> => {
  const text = await row().locator('td[data-label="CPU"] .rbee-grid-figure').textContent();
  return Number.parseFloat(text?.replace('<', '') ?? '');
};

/** Requests completions from a worker, one after the other, until stopped. */
function load(workerPort: number): () => Promise<void> {
  let over = false;
  const ask = async (): Promise<void> => {
    while (!over) await post(workerPort, '/completion', { prompt: 'The queen', n_predict: 512 });
  };
  const done = ask();
  return () => {
    over = true;
    return done;
  };
}

async function post(toPort: number, path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`http://127.0.0.1:${toPort}${path}`, init);
  expect(response.status).toBe(200);
  return response.json();
}

test('without a hive the page says how to start one', async () => {
  await page.getByText('rbee hive', { exact: false }).first().waitFor();
});

test('a worker that runs on this machine appears with its model, and is marked as a sample', async () => {
  worker = await startSampleWorker(await freePort(), 'sample-under-test');
  hive = await startHive();
  await row().waitFor();
  await expect(row().textContent()).resolves.toContain('sample-under-test');
  await row()
    .getByText(/ · sample$/)
    .waitFor();
});

test('[W2] unknown GPU figures are a dash with the reason, not a zero', async () => {
  const gpu = row().locator('td[data-label="GPU"]');
  await expect(gpu.textContent()).resolves.toBe('–this GPU or its driver cannot be read');
});

test("a worker's CPU use rises under load, and it becomes busy", async () => {
  const stop = load(worker.port);
  try {
    await expect.poll(cpuOf, { timeout: 20_000 }).toBeGreaterThan(0.2);
    await row().getByText('busy', { exact: true }).waitFor();
  } finally {
    await stop();
  }
  await expect.poll(cpuOf, { timeout: 20_000 }).toBeLessThan(0.2);
});

test('[R4] a hive whose process is killed is shown as one that stopped reporting, and comes back', async () => {
  await hive.end('SIGKILL');
  await page.getByText(/^stopped reporting/).waitFor();
  await row().getByText('silent', { exact: true }).waitFor();
  hive = await startHive();
  await page.getByText(/^stopped reporting/).waitFor({ state: 'detached' });
  await row()
    .getByText(/idle|busy/)
    .waitFor();
});

test('[S5] the page recovers when the queen is restarted', async () => {
  await queen.end('SIGKILL');
  await status('No connection to the queen').waitFor();
  queen = await startQueen();
  await status('Live').waitFor();
  await row()
    .getByText(/idle|busy/)
    .waitFor();
  expect(errors).toEqual([]);
});

test("[H2] the seed's nested body, posted by hand, appears on the page with its worker's figures", async () => {
  const answer = await post(port, '/v1/hive-heartbeat', {
    hive: {
      id: 'seed-hive',
      hostname: '127.0.0.1',
      port: 7835,
      operational_status: 'ready',
      health_status: { status: 'healthy' },
      version: '0.1.0',
    },
    timestamp: new Date().toISOString(),
    workers: [
      {
        ...{ pid: 12345, group: 'llm', instance: '8080', cpu_pct: 12.5, rss_mb: 2048, uptime_s: 300 },
        ...{ io_r_mb_s: 1.25, io_w_mb_s: 0, gpu_util_pct: 85.5, vram_mb: 4096, total_vram_mb: 24576 },
        model: 'llama-3.2-1b',
      },
    ],
    capabilities: [],
  });
  expect(answer).toEqual({ status: 'ok', message: 'Telemetry received from hive seed-hive' });
  const card = page.getByRole('region', { name: 'seed-hive', exact: true });
  await card.getByRole('rowheader', { name: 'llama-3.2-1b llm/8080' }).waitFor();
  const figures = await card.locator('tbody .rbee-grid-figure').allTextContents();
  expect(figures.map((it) => it.replaceAll('\u00a0', ' '))).toEqual([
    ...['86 %', '4.0 / 24 GiB', '0.1', '2.0 GiB', '5 min 0s'],
  ]);
});

test('every stopped program exits with status 0', async () => {
  expect(await hive.end()).toBe(0);
  expect(await worker.end()).toBe(0);
  expect(await queen.end()).toBe(0);
});
