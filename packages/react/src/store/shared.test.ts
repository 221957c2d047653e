import { afterEach, expect, test, vi } from 'vitest';
import { createFakeStore } from '../testing/index.ts';
import { createSharedStores, sharedStore } from './shared.ts';

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

test('an address that is none is refused by name', () => {
  expect(() => sharedStore('nonsense')).toThrow('baseUrl must be');
});
