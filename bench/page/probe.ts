import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { type Observed, observe, observedRows } from './observed.ts';
import { type MainThread, mainThreadOf, TRACE_CATEGORIES } from './trace.ts';

/** Figures of a page over some seconds. */
export interface PageFigures {
  /** CPU time of its main thread, percent of the time. */
  readonly mainPct: number;
  readonly nodes: number;
  /** How many screens high it is. */
  readonly screens: number;
  readonly shift: number;
  readonly firstRowMs: number;
  /** CPU time of the longest task of the main thread, milliseconds. */
  readonly longestTaskMs: number;
  /** Tasks above 50 ms in a second. */
  readonly longTasks: number;
}

export const VIEWPORT = { width: 1440, height: 900 } as const;

/** A page of a browser, opened with an empty cache, and Chromium's own figures of it. */
export class PageProbe {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  readonly #cdp: CDPSession;
  #lastTrace = '';

  private constructor(browser: Browser, context: BrowserContext, page: Page, cdp: CDPSession) {
    this.#browser = browser;
    this.#context = context;
    this.page = page;
    this.#cdp = cdp;
  }

  /** Opens an address. `prepare` is called with the page before. */
  static async open(
    browser: Browser,
    url: string,
    prepare: (page: Page) => Promise<unknown> = async () => {},
  ): Promise<PageProbe> {
    const context = await browser.newContext({ viewport: VIEWPORT });
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    await page.addInitScript(observe, observedRows);
    await prepare(page);
    const cdp = await context.newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(url, { waitUntil: 'commit' });
    return new PageProbe(browser, context, page, cdp);
  }

  /** Waits until the first row was on the screen; returns when that was, milliseconds since the page was asked for. */
  async firstRowMs(): Promise<number> {
    const handle = await this.page.waitForFunction(
      () => (Reflect.get(globalThis, 'observed') as Observed | undefined)?.firstRowMs,
    );
    return (await handle.jsonValue()) ?? Number.NaN;
  }

  /** CPU time of the main thread over some seconds, percent. */
  async mainPct(seconds: number): Promise<number> {
    const before = await this.#metrics();
    await setTimeout(seconds * 1_000);
    const after = await this.#metrics();
    return (100 * (after.TaskDuration - before.TaskDuration)) / (after.Timestamp - before.Timestamp);
  }

  /** Measures for some seconds, and then for as many again its single tasks. */
  async figures(seconds: number): Promise<PageFigures> {
    const firstRowMs = await this.firstRowMs();
    const mainPct = await this.mainPct(seconds);
    const { tasks } = await this.trace(() => setTimeout(seconds * 1_000));
    const { Nodes: nodes } = await this.#metrics();
    const shape = await this.page.evaluate(() => ({
      screens: document.documentElement.scrollHeight / innerHeight,
      shift: (Reflect.get(globalThis, 'observed') as Observed).shift,
    }));
    const longTasks = tasks.filter((ms) => ms > 50).length / seconds;
    return { mainPct, nodes, ...shape, firstRowMs, longestTaskMs: Math.max(0, ...tasks), longTasks };
  }

  /** The tasks of its main thread while something goes on. */
  async trace(whatGoesOn: () => Promise<unknown>): Promise<MainThread> {
    await this.#browser.startTracing(this.page, { categories: TRACE_CATEGORIES });
    try {
      await whatGoesOn();
    } finally {
      // A trace that is not stopped would keep every later one from starting.
      this.#lastTrace = (await this.#browser.stopTracing()).toString();
    }
    return mainThreadOf(this.#lastTrace);
  }

  /** Leaves a profile of V8 of some seconds in a file. */
  async profile(seconds: number, path: string): Promise<void> {
    await this.#cdp.send('Profiler.enable');
    await this.#cdp.send('Profiler.setSamplingInterval', { interval: 500 });
    await this.#cdp.send('Profiler.start');
    await setTimeout(seconds * 1_000);
    const { profile } = await this.#cdp.send('Profiler.stop');
    writeFileSync(path, JSON.stringify(profile));
  }

  /** Objects of the page that are in use, MiB, after a garbage collection. */
  async heapMib(): Promise<number> {
    await this.#cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#cdp.send('Runtime.getHeapUsage');
    return usedSize / 2 ** 20;
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  async #metrics(): Promise<{ TaskDuration: number; Timestamp: number; Nodes: number }> {
    const { metrics } = await this.#cdp.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find((it) => it.name === name)?.value ?? Number.NaN;
    return { TaskDuration: of('TaskDuration'), Timestamp: of('Timestamp'), Nodes: of('Nodes') };
  }
}
