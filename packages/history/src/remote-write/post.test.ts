import { expect, test } from 'vitest';
import { type Fetch, post, retryAfterMs } from './post.ts';

const NOW = Date.UTC(2026, 10, 28);

/** What becomes of a request that is answered so. */
const outcome = (fetch: Fetch, signal = new AbortController().signal) =>
  post({ url: 'http://store/', headers: {}, body: new Uint8Array(), signal }, fetch, () => NOW);

const answer =
  (status: number, headers = {}, body: BodyInit | null = null): Fetch =>
  async () =>
    new Response(body, { status, headers });

test.each([
  [200, { kind: 'sent' }],
  [204, { kind: 'sent' }],
  [400, { kind: 'refused', why: 'it answered 400' }],
  [404, { kind: 'refused', why: 'it answered 404' }],
  [429, { kind: 'retry', why: 'it answered 429' }],
  [500, { kind: 'retry', why: 'it answered 500' }],
])('[P9] the status %i', async (status, expected) => {
  expect(await outcome(answer(status))).toEqual(expected);
});

test('[P9] Retry-After is seconds or a date, and at most ten minutes', () => {
  expect(retryAfterMs('7', NOW)).toBe(7_000);
  expect(retryAfterMs(new Date(NOW + 9_000).toUTCString(), NOW)).toBe(9_000);
  expect(retryAfterMs(new Date(NOW - 9_000).toUTCString(), NOW)).toBe(0);
  expect(retryAfterMs('86400', NOW)).toBe(600_000);
  expect(retryAfterMs('soon', NOW)).toBeUndefined();
  expect(retryAfterMs(null, NOW)).toBeUndefined();
});

test('an answer without an end is not read to its end', async () => {
  let chunks = 0;
  const endless = new ReadableStream({
    pull: (controller) => {
      chunks += 1;
      controller.enqueue(new Uint8Array(16 * 1024));
    },
  });
  expect(await outcome(answer(503, { 'retry-after': '2' }, endless))).toEqual({
    ...{ kind: 'retry', why: 'it answered 503', afterMs: 2_000 },
  });
  expect(chunks).toBeLessThan(10);
});

test('a failure of the network names its code and never the address', async () => {
  const failed: Fetch = async (url) => {
    throw Object.assign(new TypeError(`cannot connect to ${url}`), { cause: { code: 'ENOTFOUND' } });
  };
  expect(await outcome(failed)).toEqual({ kind: 'retry', why: 'it cannot be reached (ENOTFOUND)' });
  expect(await outcome(failed, AbortSignal.abort())).toMatchObject({ why: 'it did not answer in time' });
});
