import { aQueenHeartbeat } from '@rbee/contract/builders';
import { expect, test, vi } from 'vitest';
import { frameText, openStore, pass, settle, useFakeTime } from '../testing/index.ts';

useFakeTime();

const BEAT = frameText(aQueenHeartbeat({ hive_ids: [] }), '1');
const HOUR = 3_600_000;

/** The queen's answer to somebody whom it does not know. */
const refusal = async () =>
  Response.json(
    { type: 'about:blank', title: 'x', status: 401, code: 'unauthenticated', detail: 'Sign in.' },
    { status: 401, headers: { 'content-type': 'application/problem+json' } },
  );

test('[A2] a token is sent as a header field, and replaces one of the caller with the same name', () => {
  const { queen, store } = openStore({ token: 'rbt_abc-_~', headers: { Authorization: 'Basic x' } });
  store.subscribe(() => {});
  return settle().then(() => {
    expect(queen.last().headers.get('authorization')).toBe('Bearer rbt_abc-_~');
    expect(queen.last().url).not.toContain('rbt_');
  });
});

test('[A7] after a 401 a store does not ask again by itself, but does when it is told to', async () => {
  const { queen, store, send } = openStore({ token: 'rbt_old' });
  queen.answer(refusal);
  store.subscribe(() => {});
  await settle();
  const refused = { state: 'unauthorized', error: 'http://queen/rbee answered 401: Sign in.', retryAt: null };
  expect(store.getState().connection).toMatchObject(refused);
  await pass(HOUR);
  expect(queen.requests()).toBe(1);
  queen.answer(null);
  store.retry?.();
  expect(store.getState().connection).toMatchObject({ state: 'connecting', error: null });
  await settle();
  await send(BEAT);
  expect([store.getState().connection.state, queen.requests()]).toEqual(['live', 2]);
});

test('[A7] a stream that a revoked session ends leads to one attempt, and a page that is seen again to none', async () => {
  const browser = new EventTarget();
  vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser));
  const { queen, store, send } = openStore();
  store.subscribe(() => {});
  await send(BEAT);
  queen.answer(refusal);
  queen.last().end();
  await pass(60_000);
  expect([store.getState().connection.state, queen.requests()]).toEqual(['unauthorized', 2]);
  browser.dispatchEvent(new Event('online'));
  await pass(HOUR);
  expect(queen.requests()).toBe(2);
  vi.unstubAllGlobals();
});

test('[A7] a function is asked for another token, and a token that was refused is not sent again', async () => {
  let token = 'short-1';
  const give = vi.fn(async () => token);
  const { queen, store, send } = openStore({ token: give });
  queen.answer(refusal);
  store.subscribe(() => {});
  await pass(60_000);
  expect(queen.requests()).toBe(1);
  expect(give.mock.calls.length).toBeGreaterThan(3);
  expect(store.getState().connection).toMatchObject({ state: 'unauthorized', retryAt: expect.any(Number) });
  queen.answer(null);
  token = 'short-2';
  await pass(20_000);
  expect(queen.last().headers.get('authorization')).toBe('Bearer short-2');
  await send(BEAT);
  expect([store.getState().connection.state, queen.requests()]).toEqual(['live', 2]);
});

test('a function that fails, or gives no token, is told and asked again, and nothing is sent without a token', async () => {
  const give = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error('the backend is down'));
  const { queen, store } = openStore({ token: give });
  store.subscribe(() => {});
  await settle();
  expect(store.getState().connection).toMatchObject({
    state: 'offline',
    error: 'There is no token: the backend is down.',
  });
  give.mockResolvedValueOnce('two words\n');
  await pass(250);
  expect(store.getState().connection.error).toBe(
    'There is no token: What the function `token` gives must be a token, not "string".',
  );
  expect(queen.requests()).toBe(0);
  give.mockResolvedValue('short');
  await pass(1_000);
  expect(queen.last().headers.get('authorization')).toBe('Bearer short');
});

test('a retry brings an attempt forward, but not before the time that the queen asked for', async () => {
  const { queen, store } = openStore({ random: () => 1 });
  queen.answer(async () => new Response('', { status: 503, headers: { 'retry-after': '60' } }));
  store.subscribe(() => {});
  await settle();
  store.retry?.();
  expect(queen.requests()).toBe(1);
  await pass(60_000);
  queen.answer(() => Promise.reject(new Error('refused')));
  await pass(30_000);
  const before = queen.requests();
  store.retry?.();
  expect(queen.requests()).toBe(before + 1);
  store.retry?.();
  expect(queen.requests()).toBe(before + 1);
});

test('without a subscriber a retry does nothing', async () => {
  const { queen, store } = openStore();
  store.retry?.();
  await pass(10_000);
  expect([queen.requests(), store.getState().connection.state]).toEqual([0, 'connecting']);
});
