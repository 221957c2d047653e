import { expect, test } from 'vitest';
import { keyFor } from './engine-keys.ts';

const KEYS = [{ worker: 'llm/8080', key: 'secret', ownerId: 1000 }];
const of = (instance: string, userId: number | null) =>
  keyFor(KEYS, { group: 'llm', instance, userId: () => userId });

test('[E1] a key goes only to the worker that it is for', () => {
  expect(of('8080', 1000)).toBe('secret');
  expect(of('8081', 1000)).toBeNull();
});

test('[E1] a process of another user that takes the name of a worker gets no key', () => {
  expect(of('8080', 1001)).toBeNull();
  expect(of('8080', null)).toBeNull();
  expect(of('8080', 0)).toBe('secret');
});
