import { systemClock } from '@rbee/hive';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nextPhase, startTraffic, waitMs } from './traffic.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A worker that takes `tookMs` for each completion; `random` 0.9 begins with a busy phase. */
function aWorker({ tookMs = 100, random = 0.9, fail = false } = {}) {
  const open = { now: 0, most: 0 };
  const asked: { url: string; body: Record<string, unknown>; atMs: number }[] = [];
  const answer: typeof fetch = async (url, init) => {
    asked.push({ url: String(url), body: JSON.parse(String(init?.body)), atMs: performance.now() });
    open.now += 1;
    open.most = Math.max(open.most, open.now);
    await new Promise<void>((resolve) => {
      setTimeout(resolve, tookMs);
      init?.signal?.addEventListener('abort', () => resolve());
    });
    open.now -= 1;
    init?.signal?.throwIfAborted();
    if (fail) throw new TypeError('fetch failed');
    return new Response('{}');
  };
  const end = startTraffic(8123, { clock: systemClock, random: () => random, fetch: answer });
  return { open, asked, end };
}

test('requests are completions of bounded length, one at a time', async () => {
  const { open, asked, end } = aWorker();
  await vi.advanceTimersByTimeAsync(60_000);
  end();
  expect(open.most).toBe(1);
  for (const { url, body } of asked) {
    expect(url).toBe('http://127.0.0.1:8123/completion');
    expect(body['prompt']).toEqual(expect.any(String));
    expect(body['n_predict']).toBeGreaterThanOrEqual(64);
    expect(body['n_predict']).toBeLessThan(384);
  }
});

test('busy phases keep the worker computing for most of the time, and there are idle phases', async () => {
  const { asked, end } = aWorker();
  await vi.advanceTimersByTimeAsync(60_000);
  end();
  const perSecond = Array.from(
    { length: 60 },
    (_, second) =>
      asked.filter(({ atMs }) => Math.floor((atMs - (asked[0]?.atMs ?? 0)) / 1_000) === second).length,
  );
  expect(Math.max(...perSecond)).toBeGreaterThanOrEqual(6);
  expect(Math.max(...perSecond)).toBeLessThanOrEqual(8);
  expect(perSecond).toContain(0);
});

test('a worker that does not answer gets one request per second', async () => {
  const { asked, end } = aWorker({ tookMs: 0, fail: true });
  await vi.advanceTimersByTimeAsync(3_500);
  end();
  expect(asked).toHaveLength(4);
});

test('a request without an answer is cancelled after 10 s', async () => {
  const { open, asked, end } = aWorker({ tookMs: 3_600_000 });
  await vi.advanceTimersByTimeAsync(9_999);
  expect(open.now).toBe(1);
  await vi.advanceTimersByTimeAsync(2_000);
  end();
  expect(asked.length).toBeGreaterThanOrEqual(1);
  expect(open.most).toBe(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(open.now).toBe(0);
});

test('stopping the traffic leaves no request and no timer', async () => {
  const { open, asked, end } = aWorker({ tookMs: 3_600_000 });
  await vi.advanceTimersByTimeAsync(10);
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([open.now, asked.length]).toEqual([0, 1]);
});

test('the load changes from phase to phase', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom('idle', 'light', 'busy'), random, (before, value) => {
      const phase = nextPhase(before, () => value);
      expect(phase.kind).not.toBe(before);
      expect(phase.lengthMs).toBeGreaterThanOrEqual(4_000);
      expect(phase.lengthMs).toBeLessThanOrEqual(12_000);
      expect(phase.load).toBeLessThanOrEqual(0.7);
    }),
  );
});

test('the wait between requests depends on how long they take', () => {
  expect(waitMs(140, 0.7)).toBeCloseTo(60);
  expect(waitMs(100, 0.5)).toBeCloseTo(100);
  expect(waitMs(0, 0.7)).toBe(20);
  expect(waitMs(60_000, 0.15)).toBe(2_000);
});
