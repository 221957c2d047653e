import type { Browser } from 'playwright-core';
import { VIEWPORT } from './probe.ts';

const TABS = 20;

/** What twenty tabs of one browser have. */
export interface Tabs {
  /** Tabs that show a fleet. */
  readonly live: number;
  /** Streams that the queen serves meanwhile. */
  readonly streams: number;
}

/** Opens twenty tabs of one browser one after the other, and counts the streams of the queen. */
export async function measureTabs(browser: Browser, url: string): Promise<Tabs> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    let live = 0;
    for (let tab = 0; tab < TABS; tab += 1) {
      const page = await context.newPage();
      await page.goto(url);
      await page.locator('.rbee-tile').first().waitFor({ timeout: 60_000 });
      live += 1;
    }
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return { live, streams: Number(/^rbee_stream_watchers (\d+)$/m.exec(metrics)?.[1]) };
  } finally {
    await context.close();
  }
}
