import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aHeartbeat, anEngine, aWorker } from '../../packages/contract/src/builders.ts';
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
});

afterAll(async () => {
  await browser?.close();
  await endAll();
});

interface Figures {
  readonly running: number;
  readonly waiting: number;
  readonly tokens: number;
  readonly cache: number;
}

const CALM = { running: 0, waiting: 0, tokens: 0, cache: 0 };
const FULL = { running: 48, waiting: 12, tokens: 12_345.6, cache: 99.5 };

/** A machine with an engine that tells everything, one behind a key and none. */
async function send({ running, waiting, tokens, cache }: Figures, uptime: number): Promise<void> {
  const engine = anEngine({
    ...{ slots: 48, requests_running: running, requests_waiting: waiting, kv_cache_pct: cache },
    ...{ generation_tokens_per_s: tokens, prompt_tokens_per_s: 0 },
  });
  const idle = { gpu_util_pct: 0, cpu_pct: 0, uptime_s: uptime };
  const heartbeat = aHeartbeat({
    hive_id: 'box',
    timestamp: new Date().toISOString(),
    workers: [
      aWorker({ ...idle, instance: '8000', engine }),
      aWorker({ ...idle, instance: '8001', engine: { kind: 'vllm', state: 'protected' } }),
      aWorker({ ...idle, instance: '8002' }),
    ],
  });
  await postHeartbeat(`http://localhost:${queen.port}`, heartbeat);
  await page.getByText(`${uptime}s`).first().waitFor();
}

const row = (instance: string) => page.getByRole('row', { name: `llm/${instance}` });

test('section E: the page shows what engines say, and nothing where no engine is read', async () => {
  await send(FULL, 31);
  await row('8000').getByText('48 of 48 running · 12 waiting').waitFor();
  await row('8000').getByText('12,346', { exact: true }).waitFor();
  await row('8001').getByText('vLLM · llm/8001 · protected by a key').waitFor();
  await row('8002').getByText('llm/8002', { exact: true }).waitFor();
  expect(errors).toEqual([]);
});

test.each([390, 1024, 1440])(
  'figures of an engine that change move nothing on a page of %i px',
  async (width) => {
    await page.setViewportSize({ width, height: 900 });
    await send(CALM, 32);
    const places = () =>
      page
        .locator('tr, .rbee-rows-cell')
        .evaluateAll((all) => all.map((it) => it.getBoundingClientRect()).map(({ x, y }) => [x, y]));
    const before = await places();
    await send(FULL, 33);
    expect(await places()).toEqual(before);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  },
);
