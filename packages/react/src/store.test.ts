import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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
  expect(create.mock.calls).toEqual([['http://a:7833'], ['http://b:7833']]);
});

test('the default queen and its explicit address share one store', () => {
  const storeOf = createSharedStores(() => createFakeStore());
  expect(storeOf(undefined)).toBe(storeOf('http://localhost:7833'));
  vi.stubGlobal('location', new URL('https://queen.lan/fleet'));
  expect(storeOf(undefined)).toBe(storeOf('https://queen.lan:443'));
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
