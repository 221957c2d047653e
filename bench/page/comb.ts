import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { median } from '../measured.ts';
import { type FleetSize, startFleet } from './fleet.ts';
import { PageProbe } from './probe.ts';

/** Shapes of a fleet of 10,000 workers. */
export const COMBS: readonly FleetSize[] = [
  { hives: 125, workers: 80 },
  { hives: 1_250, workers: 8 },
];

/** Figures of a comb of 10,000 workers. */
export interface CombFigures {
  readonly size: FleetSize;
  /** Frames a second while the comb is dragged. */
  readonly framesPerSecond: number;
  /** CPU time of the main thread for a frame while it is dragged, milliseconds, the median. */
  readonly dragMs: number;
  /** CPU time of a frame that draws a picture, milliseconds, the median. */
  readonly updateMs: number;
}

const LOAD_MS = 8_000;
const DRAG_MS = 4_000;

/** Measures dragging and updates of the comb of a fleet. */
export async function measureComb(browser: Browser, size: FleetSize, seconds: number): Promise<CombFigures> {
  const fleet = await startFleet(size, false);
  try {
    const probe = await PageProbe.open(browser, `${fleet.url}/?view=comb`);
    await probe.firstRowMs();
    await setTimeout(LOAD_MS);
    const updateMs = median(await drawings(probe, seconds));
    await probe.page.locator('.rbee-comb-zoom button').first().click();
    const { framesPerSecond, dragMs } = await drag(probe);
    await probe.close();
    return { size, framesPerSecond, dragMs, updateMs };
  } finally {
    await fleet.end();
  }
}

/** CPU time of the frames that draw a picture, over some seconds. Most frames draw none: there is one picture a second. */
async function drawings(probe: PageProbe, seconds: number): Promise<readonly number[]> {
  const { frames } = await probe.trace(() => setTimeout(seconds * 1_000));
  return frames.toSorted((a, b) => b - a).slice(0, seconds);
}

/** Drags the comb to and fro with the mouse, a step for each frame. */
async function drag(probe: PageProbe): Promise<Pick<CombFigures, 'framesPerSecond' | 'dragMs'>> {
  const { page } = probe;
  const canvas = page.locator('.rbee-comb-canvas');
  await canvas.waitFor();
  const box = await canvas.boundingBox();
  if (!box) throw new Error('There is no comb.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const counting = page.evaluate(countFrames, DRAG_MS);
  let isOver = false;
  const { frames } = await probe.trace(async () => {
    const done = counting.finally(() => {
      isOver = true;
    });
    for (let step = 0; !isOver; step += 1)
      await page.mouse.move(x + 150 * Math.sin(step / 20), y + 80 * Math.cos(step / 20));
    await done;
  });
  await page.mouse.up();
  return { framesPerSecond: await counting, dragMs: median(frames) };
}

/** Runs in the page. Frames of animation a second over some time. */
function countFrames(ms: number): Promise<number> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    let frames = 0;
    const next = (): void => {
      const passed = performance.now() - startedAt;
      frames += 1;
      if (passed < ms) requestAnimationFrame(next);
      else resolve((frames * 1_000) / passed);
    };
    requestAnimationFrame(next);
  });
}
