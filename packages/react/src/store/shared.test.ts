import { expect, test, vi } from 'vitest';
import { createFakeStore } from '../testing/index.ts';
import { createSharedStores, sharedStore } from './shared.ts';

test('everything that names one queen shares one store', () => {
  const create = vi.fn(() => createFakeStore());
  const storeOf = createSharedStores(create);
  expect(storeOf('http://a:7833/')).toBe(storeOf('http://a:7833'));
  expect(storeOf(undefined)).toBe(storeOf(undefined));
  expect(storeOf('http://b:7833')).not.toBe(storeOf('http://a:7833'));
  expect(create.mock.calls).toEqual([['http://a:7833'], [undefined], ['http://b:7833']]);
});

test('an address that is none is refused by name', () => {
  expect(() => sharedStore('nonsense')).toThrow('baseUrl must be');
});
