import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { startFastQueen } from './fast-queen.ts';
import { startFleet } from './fleet.ts';
import { PageProbe } from './probe.ts';

const HIVES = 50;
/** How much faster than life. */
const TIMES = 50;
const RECORDED_SECONDS = 10;
const LOAD_MS = 10_000;
/** Measurements of the heap over the whole time. */
const MEASUREMENTS = 20;

/** The heap of a page over a time. */
export interface HeapFigures {
  /** Samples of each hive in a second, as they were sent. */
  readonly rate: number;
  readonly minutes: number;
  /**
   * Objects in use, the least of the second quarter of the time and of the last, MiB. What has arrived and waits for a busy core is in
   * single measurements; what is never given back is in all of them.
   */
  readonly early: number;
  readonly late: number;
}

/** Measures the heap of the page of 50 hives that report 50 times a second each. */
export async function measureHeap(browser: Browser, minutes: number): Promise<HeapFigures> {
  const fleet = await startFleet({ hives: HIVES, workers: 8 }, false);
  const fast = await startFastQueen(fleet.url, TIMES, RECORDED_SECONDS);
  try {
    const probe = await PageProbe.open(browser, fast.url);
    await probe.firstRowMs();
    await setTimeout(LOAD_MS);
    const [sentBefore, startedAt] = [fast.sent(), performance.now()];
    const heaps: number[] = [];
    while (heaps.length < MEASUREMENTS) {
      await setTimeout((minutes * 60_000) / MEASUREMENTS);
      heaps.push(await probe.heapMib());
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    await probe.close();
    const quarter = MEASUREMENTS / 4;
    return {
      rate: (fast.sent() - sentBefore) / HIVES / seconds,
      minutes,
      early: Math.min(...heaps.slice(quarter, 2 * quarter)),
      late: Math.min(...heaps.slice(-quarter)),
    };
  } finally {
    fast.end();
    await fleet.end();
  }
}
