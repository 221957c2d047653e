import { type Browser, chromium, type LaunchOptions, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';

/** Flags that keep Chromium from contacting other machines. */
const QUIET = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How a headless Chromium is started. Throws if none is installed; `npm test` installs one. */
export async function launchOptions(): Promise<LaunchOptions> {
  const executablePath = await findChromium();
  if (!executablePath) throw new Error('No Chromium was found: run `npm test`, which brings one.');
  return { executablePath, args: ['--no-sandbox', '--disable-gpu', ...QUIET] };
}

/** A headless Chromium. Throws if none is installed. */
export const startBrowser = async (): Promise<Browser> => chromium.launch(await launchOptions());

/** A page that collects its errors. Throws if the answer is no page. */
export async function openPage(browser: Browser, url: string): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    const expected = /Failed to load resource|net::ERR_/;
    if (message.type() === 'error' && !expected.test(message.text())) errors.push(message.text());
  });
  const response = await page.goto(url);
  const isPage = response?.headers()['content-type']?.startsWith('text/html') ?? true;
  // Such as that the page is not built.
  if (!isPage) throw new Error(`${url} answered: ${await response?.text()}`);
  return { page, errors };
}
