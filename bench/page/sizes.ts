import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { median } from '../measured.ts';
import { type FleetSize, startFleet } from './fleet.ts';
import { type PageFigures, PageProbe } from './probe.ts';
import { openReference } from './reference.ts';

/** A size of a fleet, with the upper limits of its figures. */
export interface SizeCase {
  readonly name: string;
  readonly title: string;
  readonly size: FleetSize;
  readonly mainPct: number;
  readonly firstRowMs: number;
}

/** What was measured of a fleet of a size. */
export interface Sized {
  readonly case: SizeCase;
  readonly withHistory: boolean;
  readonly page: PageFigures;
  /** Heartbeats of a hive in a second, as the queen received them: on a machine that is too busy for the fleet they are fewer. */
  readonly rate: number;
  /** CPU time of the reference's main thread, percent. */
  readonly referencePct: number;
}

export const SIZES: readonly SizeCase[] = [
  { name: 'one', title: '1 hive x 20', size: { hives: 1, workers: 20 }, mainPct: 2, firstRowMs: 300 },
  { name: 'tiles', title: '50 hives x 8', size: { hives: 50, workers: 8 }, mainPct: 8, firstRowMs: 300 },
  { name: 'comb', title: '300 hives x 8', size: { hives: 300, workers: 8 }, mainPct: 12, firstRowMs: 300 },
  {
    name: 'large',
    title: '1,000 hives x 8',
    size: { hives: 1_000, workers: 8 },
    mainPct: 25,
    firstRowMs: 500,
  },
];

/** Time after the first row until the page counts as loaded: then pictures of the fleet follow each other a second apart. */
const LOAD_MS = 6_000;

/** Loads of which the median counts, each with an empty cache. */
const LOADS = 3;

/** Measures the page of a fleet, and the reference, one after the other. */
export async function measureSize(
  browser: Browser,
  it: SizeCase,
  { seconds, withHistory, profiles }: SizeOptions,
): Promise<Sized> {
  const fleet = await startFleet(it.size, withHistory);
  try {
    const firstRows: number[] = [];
    for (let load = 1; load < LOADS; load += 1) {
      const probe = await PageProbe.open(browser, fleet.url);
      firstRows.push(await probe.firstRowMs());
      await probe.close();
    }
    const probe = await PageProbe.open(browser, fleet.url);
    firstRows.push(await probe.firstRowMs());
    await setTimeout(LOAD_MS);
    const [before, startedAt] = [await fleet.received(), performance.now()];
    const page = await probe.figures(seconds);
    const received = (await fleet.received()) - before;
    const rate = (received * 1_000) / (performance.now() - startedAt) / it.size.hives;
    if (profiles !== undefined) await probe.profile(seconds, `${profiles}/${it.name}.cpuprofile`);
    await probe.close();
    const reference = await openReference(browser, fleet.url);
    await setTimeout(LOAD_MS);
    const referencePct = await reference.mainPct(seconds);
    await reference.close();
    const firstRowMs = median(firstRows);
    return { case: it, withHistory, page: { ...page, firstRowMs }, rate, referencePct };
  } finally {
    await fleet.end();
  }
}

/** How sizes are measured. */
export interface SizeOptions {
  readonly seconds: number;
  readonly withHistory: boolean;
  /** Folder for a V8 profile of each page. */
  readonly profiles: string | undefined;
}
