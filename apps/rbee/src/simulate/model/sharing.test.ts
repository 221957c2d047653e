import { expect, test } from 'vitest';
import { type Sharer, withTurns } from './sharing.ts';

const requests = {
  ...{ slots: 4, requests_running: 1, requests_waiting: 0, kv_cache_pct: 1, prompt_tokens_per_s: 400 },
  ...{
    generation_tokens_per_s: 100,
    ttft_ms_p50: 50,
    ttft_ms_p95: 100,
    itl_ms_p50: 10,
    itl_ms_p95: undefined,
  },
  ...{ prefix_cache_hit_pct: 1, draft_accepted_pct: undefined, preemptions: 0 },
  ...{ requests_finished: 9, requests_failed: 0 },
};
const sharer = (gpuPct: number, cards: readonly number[]): Sharer => ({
  figures: {
    ...{ cpuPct: 1, rssMb: 1, rssSharedMb: 0, readMbS: 0, writeMbS: 0, uptimeS: 1, gpuPct, vramMb: 1 },
    ...{ state: 'ready', requests },
  },
  cards,
});
const uses = (sharers: readonly Sharer[]) => withTurns(sharers).map(({ figures }) => figures.gpuPct);

test('workers that want no more of a card than there is get what they want', () => {
  const sharers = [sharer(40, [0]), sharer(50, [0]), sharer(90, [1]), sharer(0, [])];
  expect(withTurns(sharers)).toEqual(sharers);
});

test('others get a part in proportion, and are slower by that', () => {
  const [half] = withTurns([sharer(90, [0]), sharer(90, [0])]);
  expect(half?.figures.gpuPct).toBe(47.25);
  const share = 47.25 / 90;
  expect(half?.figures.requests).toMatchObject({
    ...{ generation_tokens_per_s: 100 * share, prompt_tokens_per_s: 400 * share },
    ...{ ttft_ms_p50: 50 * (1 / share), ttft_ms_p95: 100 * (1 / share), itl_ms_p50: 10 * (1 / share) },
    ...{ itl_ms_p95: undefined, requests_running: 1, requests_finished: 9 },
  });
  const [small = 0, large = 0] = uses([sharer(60, [0]), sharer(90, [0])]);
  expect(large / small).toBeCloseTo(1.5, 9);
});

test('the more workers want of a card, the fuller it is, and never full', () => {
  const together = [100, 200, 400, 40_000].map((wanted) =>
    uses([sharer(wanted / 2, [0]), sharer(wanted / 2, [0])]).reduce((sum, use) => sum + use, 0),
  );
  expect(together).toEqual([...together].sort((a, b) => a - b));
  expect(Math.min(...together)).toBeGreaterThan(90);
  expect(Math.max(...together)).toBeLessThan(99);
});

test('a worker on several cards waits for the fullest of them', () => {
  expect(uses([sharer(90, [0, 1]), sharer(90, [1])])).toEqual([47.25, 47.25]);
});
