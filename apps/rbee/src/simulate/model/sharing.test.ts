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
  const sharers = [sharer(40, [0]), sharer(50, [0]), sharer(98, [1]), sharer(0, [])];
  expect(withTurns(sharers)).toEqual(sharers);
});

test('others get a part in proportion, and are slower by that', () => {
  const [half] = withTurns([sharer(98, [0]), sharer(98, [0])]);
  expect(half?.figures.gpuPct).toBe(49);
  expect(half?.figures.requests).toMatchObject({
    ...{ generation_tokens_per_s: 50, prompt_tokens_per_s: 200, ttft_ms_p50: 100, ttft_ms_p95: 200 },
    ...{ itl_ms_p50: 20, itl_ms_p95: undefined, requests_running: 1, requests_finished: 9 },
  });
  expect(uses([sharer(60, [0]), sharer(90, [0])])).toEqual([60, 90].map((it) => (it * 98) / 150));
});

test('a worker on several cards waits for the fullest of them', () => {
  expect(uses([sharer(98, [0, 1]), sharer(98, [1])])).toEqual([49, 49]);
});
