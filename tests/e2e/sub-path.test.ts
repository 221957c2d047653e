import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createQueenClient } from '../../packages/sdk/src/index.ts';
import { openPage, startBrowser } from './browser.ts';
import { freePort } from './free-port.ts';
import { startNginx, whyNoNginx } from './nginx.ts';
import { endAll, type Program, startRbee } from './program.ts';

const reason = whyNoNginx();
const PATHS = ['/rbee', '/tools/my%20rbee'];
/** A path for which nginx has only a `proxy_pass`: it asks by HTTP/1.0, with its own `Host`. */
const BARE = '/bare';

describe.skipIf(reason !== null)(`below a path of nginx${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let queen: Program;
  let proxy: string;
  let stopNginx = async (): Promise<void> => {};
  const asked: string[] = [];

  beforeAll(async () => {
    const port = await freePort();
    [browser, queen] = await Promise.all([startBrowser(), startRbee('queen', '--port', '0')]);
    stopNginx = await startNginx(serverOn(port, queen.port), port);
    proxy = `http://127.0.0.1:${port}`;
  });

  afterAll(async () => {
    await browser?.close();
    await endAll();
    await stopNginx();
  });

  const open = async (url: string): Promise<{ page: Page; errors: string[] }> => {
    const opened = await openPage(browser, 'about:blank');
    opened.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await opened.page.goto(url);
    return opened;
  };

  test.each([...PATHS, BARE])(
    'without a hive the page below %s names the address of its queen',
    async (path) => {
      const { page } = await open(`${proxy}${path}/`);
      await page.getByText(`npx rbee hive --queen-url ${proxy}${path}`, { exact: true }).waitFor();
      await page.close();
    },
  );

  test.each(PATHS)('lists and info below %s are reached by the SDK', async (path) => {
    const client = createQueenClient({ baseUrl: proxy + path });
    expect(await client.hives()).toEqual({ items: [], next_cursor: null });
    expect((await client.info()).base_url).toBe(proxy + path);
  });

  // Swagger UI is large; a busy machine needs long for it.
  test.each(PATHS)('the docs below %s load and can send a request', { timeout: 180_000 }, async (path) => {
    const { page, errors } = await open(`${proxy}${path}/docs`);
    page.setDefaultTimeout(120_000);
    await tryInfo(page, path);
    expect(errors).toEqual([]);
    await page.close();
  });

  test.each([...PATHS, BARE])('a hive reports below %s, and the page is live', async (path) => {
    const id = `hive${PATHS.indexOf(path)}`;
    await startRbee('hive', '--hive-id', id, '--queen-url', proxy + path);
    for (const address of [path, `${path}/index.html?a=/b/#c`]) {
      const { page, errors } = await open(proxy + address);
      await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
      await page.getByRole('region', { name: id, exact: true }).waitFor();
      const icon = page.locator('.brand img');
      expect(await icon.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
      expect(errors).toEqual([]);
      await page.close();
    }
  });

  test('no page asked for anything outside of its path', () => {
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((path) => ![...PATHS, BARE].some((prefix) => path.startsWith(prefix)))).toEqual([]);
  });
});

/** The configuration of docs/operating.md, for each path. */
const serverOn = (port: number, queenPort: number): string => `
  map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
  server {
    listen 127.0.0.1:${port};
    location ${BARE}/ { proxy_pass http://127.0.0.1:${queenPort}/; }
    ${PATHS.map((path) => locationOf(path, queenPort)).join('\n')}
  }`;

const locationOf = (path: string, queenPort: number): string => `
  location "${decodeURI(path)}/" {
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_set_header X-Forwarded-Prefix ${path};
    proxy_pass http://127.0.0.1:${queenPort}/;
  }`;

/** Sends `GET /v1/info` from the docs page. */
async function tryInfo(page: Page, path: string): Promise<void> {
  const operation = page.locator('#operations-queen-get_v1_info');
  await operation.locator('button.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  const answered = page.waitForResponse((response) => response.url().endsWith(`${path}/v1/info`));
  await operation.getByRole('button', { name: 'Execute' }).click();
  expect((await answered).status()).toBe(200);
}
