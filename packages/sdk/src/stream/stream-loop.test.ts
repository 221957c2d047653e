import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../platform.ts';
import { createFakeQueen, frameText } from '../testing/index.ts';
import type { FrameBatch } from './frame-reader.ts';
import { type LoopSignal, reconnectDelay, StreamLoop } from './stream-loop.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const EVENT = frameText({ type: 'lag' });

function start(random = () => 0.5) {
  const queen = createFakeQueen();
  const signals: LoopSignal[] = [];
  const batches: FrameBatch[] = [];
  const silences: number[] = [];
  const loop = new StreamLoop({
    fetch: queen.fetch,
    baseUrl: 'http://queen',
    url: 'http://queen/stream',
    headers: () => ({}),
    clock: systemClock,
    random,
    staleAfterMs: 6_000,
    onSignal: (signal) => {
      signals.push(signal);
      if (signal.type === 'silent') silences.push(Date.now());
    },
    onBatch: (batch) => {
      batches.push(batch);
      return batch.frames.length > 0;
    },
  });
  loop.start();
  const waits = () =>
    signals.flatMap((signal) => (signal.type === 'ended' ? [signal.retryAt - Date.now()] : [])).at(-1);
  return {
    queen,
    loop,
    signals,
    silences,
    batches,
    wait: waits,
    kinds: () => signals.map((signal) => signal.type),
  };
}

test('[L4] the waits double while attempts fail, and attempts never end', async () => {
  const { queen, wait } = start(() => 1);
  queen.answer(() => Promise.reject(new Error('refused')));
  queen.last().end();
  await settle();
  const waits: (number | undefined)[] = [];
  for (let failure = 0; failure < 9; failure += 1) {
    waits.push(wait());
    await pass(wait() ?? 0);
  }
  expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test('a clock that is set back does not delay the check for silence', async () => {
  const { queen, kinds } = start();
  await settle();
  queen.last().send(EVENT);
  await settle();
  vi.setSystemTime(-3_600_000);
  await pass(12_000);
  expect(kinds()).toEqual(['attempt', 'silent']);
  await pass(20_000);
  expect(kinds().at(2)).toBe('ended');
});

test('the backoff starts over after a connection that was live for 5 s, not after a shorter one', async () => {
  const { queen, wait } = start(() => 1);
  for (const expected of [250, 500]) {
    await settle();
    queen.last().send(EVENT);
    await settle();
    queen.last().end();
    await settle();
    expect(wait()).toBe(expected);
    await pass(expected);
  }
  queen.last().send(EVENT);
  await pass(5_000);
  queen.last().end();
  await settle();
  expect(wait()).toBe(250);
});

test('[S7] the wait that the stream asked for comes before the next attempt', async () => {
  const { queen, wait } = start(() => 0);
  await settle();
  queen.last().send(`retry: 2000\n\n${EVENT}`);
  await settle();
  queen.last().end();
  await settle();
  expect(wait()).toBe(2_000);
});

test('[H5] the Retry-After of a refusal is obeyed', async () => {
  const { queen, loop, signals } = start(() => 0);
  loop.stop();
  const headers = { 'content-type': 'application/problem+json', 'retry-after': '3' };
  queen.answer(async () => new Response('{"detail":"The queen is stopping"}', { status: 503, headers }));
  loop.start();
  await settle();
  expect(signals.at(-1)).toEqual({
    type: 'ended',
    error: 'http://queen answered 503: The queen is stopping.',
    retryAt: 3_000,
  });
});

test('silence is reported once, and after 20 s of it the connection is closed', async () => {
  const { queen, kinds, signals } = start();
  await settle();
  const silent = queen.last();
  await pass(19_999);
  expect(kinds()).toEqual(['attempt', 'silent']);
  expect(silent.signal.aborted).toBe(false);
  await pass(1);
  expect(signals.at(-1)).toMatchObject({ type: 'ended', error: 'Nothing came for 20 s.' });
  expect(silent.signal.aborted).toBe(true);
  await pass(250);
  expect(queen.connections).toHaveLength(2);
});

test('[S7] a keep-alive comment keeps the connection, and each silence is reported after 6 s', async () => {
  const { queen, silences, kinds } = start();
  await settle();
  for (let time = 0; time < 3; time += 1) {
    await pass(10_000);
    queen.last().send(': keep-alive\n\n');
    await settle();
  }
  expect(silences).toEqual([6_000, 16_000, 26_000]);
  expect(kinds()).not.toContain('ended');
});

test('an attempt without an answer ends after 20 s', async () => {
  const { queen, loop, kinds } = start();
  loop.stop();
  queen.answer(() => new Promise(() => {}));
  loop.start();
  await pass(20_000);
  expect(kinds().at(-1)).toBe('ended');
});

test('after a stop there are no signals and no timers, even when the network ignores the abort', async () => {
  const { queen, loop, signals, batches } = start();
  loop.stop();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const headers = { 'content-type': 'text/event-stream' };
  queen.answer(async () => new Response(readable, { headers }));
  loop.start();
  await settle();
  loop.stop();
  const before = signals.length;
  const writer = writable.getWriter();
  await writer.write(new TextEncoder().encode(EVENT));
  await pass(60_000);
  expect(batches).toHaveLength(0);
  expect(signals).toHaveLength(before);
  expect(queen.requests()).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
});

test('a scheduled attempt is made at once when the network is back or the page becomes visible', async () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  const system = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', system.addEventListener.bind(system));
  vi.stubGlobal('removeEventListener', system.removeEventListener.bind(system));
  const { queen, loop } = start();
  queen.answer(() => Promise.reject(new Error('no network')));
  queen.last().end();
  await settle();
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  expect(queen.requests()).toBe(1);
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  expect(queen.requests()).toBe(2);
  system.dispatchEvent(new Event('online'));
  await settle();
  expect(queen.requests()).toBe(3);
  loop.stop();
  system.dispatchEvent(new Event('online'));
  await settle();
  expect(queen.requests()).toBe(3);
});

const randomShare = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const asked = fc.option(fc.nat(10_000_000));

test('[L4] the ceiling of the delay doubles from 0.25 s to 15 s', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 8, 2_000].map((failures) => reconnectDelay(failures, null, 1));
  expect(ceilings).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test('[L4] full jitter: the delay is the random share of its ceiling', () => {
  expect(reconnectDelay(3, null, 0)).toBe(0);
  expect(reconnectDelay(3, null, 0.25)).toBe(250);
});

test('[S7] the wait is not less than what the server asked for', () => {
  expect(reconnectDelay(1, 2_000, 0)).toBe(2_000);
  expect(reconnectDelay(1, 2_000, 0.5)).toBe(2_500);
  expect(reconnectDelay(7, 2_000, 0.5)).toBe(7_500);
});

test('[L4] no delay is below 0 or above 15 s, whatever the server asks for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), asked, randomShare, (failures, askedMs, share) => {
      const delay = reconnectDelay(failures, askedMs, share);
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(15_000);
    }),
  );
});
