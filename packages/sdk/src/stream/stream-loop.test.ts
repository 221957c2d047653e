import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../platform.ts';
import { createFakeQueen, frameText, pass, settle, useFakeTime } from '../testing/index.ts';
import type { FrameBatch } from './frame-reader.ts';
import { type LoopSignal, StreamLoop } from './stream-loop.ts';

useFakeTime();
afterEach(() => {
  vi.unstubAllGlobals();
});

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
    token: undefined,
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

const refusal =
  (retryAfter: string, status = 503) =>
  async () =>
    new Response('', { status, headers: { 'retry-after': retryAfter } });

/** Stubs the browser's events; `online` and `see` fire them. */
function stubBrowser() {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const system = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', system.addEventListener.bind(system));
  vi.stubGlobal('removeEventListener', system.removeEventListener.bind(system));
  return {
    online: () => system.dispatchEvent(new Event('online')),
    see: () => page.dispatchEvent(new Event('visibilitychange')),
  };
}

test.each([
  ['seconds', '60', 503],
  ['a date', 'Thu, 01 Jan 1970 00:01:00 GMT', 503],
  ['seconds with a 429', '60', 429],
])(
  '[L4] a Retry-After of a minute, as %s, is waited for, whatever the browser says',
  async (_, value, status) => {
    const { online, see } = stubBrowser();
    const { queen, loop, signals } = start(() => 0);
    loop.stop();
    queen.answer(refusal(value, status));
    loop.start();
    await settle();
    expect(signals.at(-1)).toMatchObject({ type: 'ended', retryAt: 60_000 });
    for (let time = 0; time < 40; time += 1) {
      online();
      see();
      await pass(1_000);
    }
    expect(queen.requests()).toBe(2);
    await pass(19_999);
    expect(queen.requests()).toBe(2);
    await pass(1);
    expect(queen.requests()).toBe(3);
  },
);

test('[L4] a Retry-After holds also for a loop that is stopped and started again', async () => {
  const { queen, loop, signals } = start(() => 0);
  loop.stop();
  queen.answer(refusal('60'));
  loop.start();
  await settle();
  await pass(10_000);
  loop.stop();
  expect(vi.getTimerCount()).toBe(0);
  loop.start();
  await settle();
  expect(queen.requests()).toBe(2);
  expect(signals.at(-1)).toEqual({ type: 'ended', error: 'http://queen answered 503.', retryAt: 60_000 });
  await pass(50_000);
  expect(queen.requests()).toBe(3);
});

test('forty events of the browser in two seconds bring few attempts forward', async () => {
  const { online } = stubBrowser();
  const { queen } = start(() => 1);
  await settle();
  queen.answer(async () => new Response('', { status: 502 }));
  queen.last().end();
  for (let time = 0; time < 40; time += 1) {
    online();
    await pass(50);
  }
  expect(queen.requests()).toBeLessThanOrEqual(7);
});

test('[S7] retry: holds for every further attempt, until another one comes', async () => {
  const { queen, wait } = start(() => 0);
  await settle();
  queen.last().send(`retry: 4000\n\n${EVENT}`);
  await settle();
  queen.answer(() => Promise.reject(new Error('refused')));
  queen.last().end();
  await settle();
  for (let failure = 0; failure < 4; failure += 1) {
    expect(wait()).toBe(4_000);
    await pass(4_000);
  }
  queen.answer(null);
  await pass(4_000);
  queen.last().send(`retry: 1000\n\n${EVENT}`);
  await settle();
  queen.last().end();
  await settle();
  expect(wait()).toBe(1_000);
});

test('[S7] the longer one of retry: and Retry-After is waited for', async () => {
  const { queen, wait } = start(() => 0);
  await settle();
  queen.last().send(`retry: 4000\n\n${EVENT}`);
  await settle();
  queen.answer(refusal('1'));
  queen.last().end();
  await pass(4_000);
  expect(wait()).toBe(4_000);
});
