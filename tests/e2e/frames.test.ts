import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchOptions } from './browser.ts';
import { endAll, startFleet } from './program.ts';

const HIVES = 6;
const profile = mkdtempSync(join(tmpdir(), 'rbee-frames-'));
let context: BrowserContext;
let queen: string;
let site: Server;
let port: number;

/** A site with a frame; its name is `localhost`, and that of the queen is not: for a browser they are two sites. */
async function startSite(): Promise<void> {
  site = createServer((request, response) => {
    const page = queen + request.url;
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><iframe name="rbee" src="${page}" width="1000" height="600"></iframe>`);
  }).listen(0);
  await once(site, 'listening');
  port = (site.address() as AddressInfo).port;
}

beforeAll(async () => {
  // As set by many people: pages in frames of another site get no storage.
  mkdirSync(join(profile, 'Default'));
  const preferences = { profile: { block_third_party_cookies: true, cookie_controls_mode: 1 } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  await startSite();
  [context, queen] = await Promise.all([
    chromium.launchPersistentContext(profile, await launchOptions()),
    startFleet(HIVES, '--allow-frame', `http://localhost:${port}`),
  ]);
});

afterAll(async () => {
  await context?.close();
  site?.close();
  await endAll();
  rmSync(profile, { recursive: true, force: true });
});

/** Opens a page of the site whose frame has this path of the queen; gives the frame. */
async function framed(host: string, path: string): Promise<Frame> {
  const page = await context.newPage();
  await page.goto(`http://${host}:${port}${path}`);
  const frame = page.frame('rbee');
  if (!frame) throw new Error('The page has no frame.');
  return frame;
}

/** What the summary says of the tokens of all hives. */
const TOKENS = '.rbee-stat:nth-child(5) b';

/** The name of the error that a page gets if it asks for its storage. */
function storageError(): string {
  try {
    return `${localStorage.length}`;
  } catch (error) {
    return (error as Error).name;
  }
}

test('a page of an allowed origin shows the fleet in a frame, live and without a bar, though it gets no storage', async () => {
  const frame = await framed('localhost', '/?kiosk&view=tiles');
  await frame.waitForFunction((count) => document.querySelectorAll('.rbee-tile').length === count, HIVES);
  expect(await frame.evaluate(storageError)).toBe('SecurityError');
  expect(await frame.locator('header').count()).toBe(0);
  const before = await frame.locator(TOKENS).textContent();
  await frame.waitForFunction(
    ([selector, text]) => document.querySelector(selector ?? '')?.textContent !== text,
    [TOKENS, before] as const,
  );
  await frame.locator('.rbee-tile-link').first().click();
  await frame.waitForURL(/\/hives\/[^?]+\?kiosk$/);
  await frame.page().close();
});

test('a frame that gets no shared worker has a stream of its own', async () => {
  await context.addInitScript(() => {
    globalThis.SharedWorker = class {
      constructor() {
        throw new DOMException('Access to shared workers is denied', 'SecurityError');
      }
    } as unknown as typeof SharedWorker;
  });
  const frame = await framed('localhost', '/?kiosk');
  await frame.waitForFunction((count) => document.querySelectorAll('.rbee-tile').length === count, HIVES);
  await frame.page().close();
});

test('a page of another origin shows nothing', async () => {
  const said: string[] = [];
  context.on('console', (message) => said.push(message.text()));
  const frame = await framed('127.0.0.1', '/?kiosk');
  await expect.poll(() => said.join()).toMatch(/frame-ancestors/);
  expect(await frame.locator('.rbee-strip').count()).toBe(0);
  await frame.page().close();
});
