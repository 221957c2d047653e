import { afterEach, expect, test, vi } from 'vitest';
import { createFakeStore } from '../testing/index.ts';
import { createSharedStores } from './shared.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('everything that names one queen shares one store, however it spells her address', () => {
  const create = vi.fn(() => createFakeStore());
  const storeOf = createSharedStores(create);
  const store = storeOf('http://a:7833');
  expect(storeOf('http://a:7833/')).toBe(store);
  expect(storeOf('HTTP://A:7833/')).toBe(store);
  expect(storeOf('http://b:7833')).not.toBe(store);
  expect(create.mock.calls).toEqual([['http://a:7833'], ['http://b:7833']]);
});

test('the default queen and her address are one queen', () => {
  const storeOf = createSharedStores(() => createFakeStore());
  expect(storeOf(undefined)).toBe(storeOf('http://localhost:7833'));
  vi.stubGlobal('location', new URL('https://queen.lan/fleet'));
  expect(storeOf(undefined)).toBe(storeOf('https://queen.lan:443'));
});

test('an address that is none gives a store that says so, opens nothing, and stays the same', () => {
  const create = vi.fn(() => createFakeStore());
  const storeOf = createSharedStores(create);
  const store = storeOf('ftp://x');
  expect(storeOf('ftp://x')).toBe(store);
  expect(store.getState()).toEqual({
    connection: {
      ...{ state: 'offline', attempt: 0, retryAt: null, skippedFrames: 0 },
      error: 'baseUrl must be an http or https address such as http://localhost:7833, not "ftp://x".',
    },
    queen: null,
    hives: [],
  });
  for (const join of [store.subscribe, store.onEvent]) expect(join(() => {})()).toBeUndefined();
  store.close();
  expect(create).not.toHaveBeenCalled();
});
