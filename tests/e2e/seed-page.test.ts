import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, startBrowser } from './browser.ts';
import { freePort } from './free-port.ts';
import { endAll, type Program, startRbee, startSampleWorker } from './program.ts';

const html = readFileSync(new URL('seed-page.html', import.meta.url));

let browser: Browser;
let queen: Program;
let site: Server;

beforeAll(async () => {
  site = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
  site.listen(0, '127.0.0.1');
  [browser, queen] = await Promise.all([
    startBrowser(),
    startRbee('queen', '--port', '0'),
    once(site, 'listening'),
  ]);
});

afterAll(async () => {
  site?.close();
  await browser?.close();
  await endAll();
});

test("[W1] [S1] [S2] [S3] a page that uses only the seed's API works against the stream", async () => {
  const worker = await startSampleWorker(await freePort(), 'seed-model');
  const queenUrl = `http://localhost:${queen.port}`;
  await startRbee('hive', '--hive-id', 'hive-gpu-1', '--queen-url', queenUrl, '--interval-ms', '250');
  const { port } = site.address() as AddressInfo;
  const { page, errors } = await openPage(
    browser,
    `http://localhost:${port}/?queen=${encodeURIComponent(queenUrl)}`,
  );
  const row = page.locator(`[data-worker="llm/${worker.port}"]`);
  await row.waitFor();
  const text = await row.textContent();
  expect(text).toMatch(/seed-model pid \d+ CPU: \d+\.\d% RSS: \d+MB I\/O: \d+\.\d\/\d+\.\d up \d+s/);
  expect(text).toMatch(/GPU: \d+\.\d% VRAM: \d+MB \/ \d+MB$/);
  const counts = page.locator('#counts', { hasText: `hive-gpu-1/llm/${worker.port}` });
  await counts.waitFor();
  await expect(counts.textContent()).resolves.toMatch(
    /^\d+ workers online, \d+ available; 1 hives online, 1 available/,
  );
  expect(errors).toEqual([]);
});
