import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createHeartbeatStore } from '@rbee/queen-rbee-sdk';
import { afterEach, expect, test, vi } from 'vitest';
import { createSharedStores } from './store.tsx';
import { createFakeStore } from './testing.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('all spellings of one queen address share one store', () => {
  const create = vi.fn(() => createFakeStore());
  const storeOf = createSharedStores(create);
  const store = storeOf('http://a:7833');
  expect(storeOf('http://a:7833/')).toBe(store);
  expect(storeOf('HTTP://A:7833/')).toBe(store);
  expect(storeOf('http://b:7833')).not.toBe(store);
  expect(create.mock.calls).toEqual([
    ['http://a:7833', undefined],
    ['http://b:7833', undefined],
  ]);
});

test('the default queen and its explicit address share one store', () => {
  const storeOf = createSharedStores(() => createFakeStore());
  expect(storeOf(undefined)).toBe(storeOf('http://localhost:7833'));
  vi.stubGlobal('location', new URL('https://queen.lan/fleet'));
  expect(storeOf(undefined)).toBe(storeOf('https://queen.lan:443'));
});

test('[A2] stores of different tokens are never the same, and one of a token that cannot be sent says so', () => {
  const create = vi.fn(() => createFakeStore());
  const storeOf = createSharedStores(create);
  const [one, other] = [() => 'a', () => 'a'];
  const tokens = [undefined, 'rbt_a', 'rbt_b', 'function', one, other];
  const stores = tokens.map((token) => storeOf('http://a:7833', token));
  expect(new Set(stores).size).toBe(tokens.length);
  expect(tokens.map((token) => storeOf('http://A:7833/', token))).toEqual(stores);
  const real = createSharedStores((baseUrl, token) => createHeartbeatStore({ baseUrl, token }));
  expect(real('http://a:7833', 'two words').getState().connection).toMatchObject({
    state: 'offline',
    error: expect.stringMatching(/^token must be a token/),
  });
});

test('an invalid address gives one stable offline store with the error and no connection', () => {
  const create = vi.fn(() => createFakeStore());
  const storeOf = createSharedStores(create);
  const store = storeOf('ftp://x');
  expect(storeOf('ftp://x')).toBe(store);
  expect(store.getState()).toEqual({
    connection: {
      state: 'offline',
      attempt: 0,
      retryAt: null,
      skippedFrames: 0,
      error: 'baseUrl must be an http or https address such as http://localhost:7833, not "ftp://x".',
    },
    queen: null,
    hives: [],
  });
  for (const join of [store.subscribe, store.onEvent]) expect(join(() => {})()).toBeUndefined();
  store.close();
  expect(create).not.toHaveBeenCalled();
});

/** Collects garbage; the callbacks of what was collected have run afterwards. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round += 1) {
    await new Promise((done) => setImmediate(done));
    gc();
  }
  await new Promise((done) => setTimeout(done, 10));
}

test('a store that nobody holds any more is freed, with its address; one that is held stays', async () => {
  const storeOf = createSharedStores(() => createFakeStore());
  const held = storeOf('http://held:7833');
  const named = (): WeakRef<object>[] =>
    Array.from({ length: 100 }, (_, index) => new WeakRef(storeOf(`http://once-${index}:7833`)));
  const once = [...named(), new WeakRef(storeOf('ftp://x'))];
  await collectGarbage();
  expect(once.filter((store) => store.deref() !== undefined)).toEqual([]);
  expect(storeOf('http://held:7833')).toBe(held);
});
