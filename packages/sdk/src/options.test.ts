import { afterEach, expect, test, vi } from 'vitest';
import { resolveBaseUrl } from './options.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  ['http://localhost:7833', 'http://localhost:7833'],
  ['http://localhost:7833/', 'http://localhost:7833'],
  ['HTTP://LocalHost:7833/', 'http://localhost:7833'],
  ['http://queen:80', 'http://queen'],
  ['https://example.org/rbee//', 'https://example.org/rbee'],
  ['http://[::1]:7833/a/b', 'http://[::1]:7833/a/b'],
])('%s becomes %s', (given, expected) => {
  expect(resolveBaseUrl(given)).toBe(expected);
});

test('the default is the queen on this machine', () => {
  expect(resolveBaseUrl(undefined)).toBe('http://localhost:7833');
});

test('the default in a page is its origin, unless the page was opened from a file', () => {
  vi.stubGlobal('location', new URL('https://queen.lan:7833/fleet'));
  expect(resolveBaseUrl(undefined)).toBe('https://queen.lan:7833');
  vi.stubGlobal('location', new URL('file:///page.html'));
  expect(resolveBaseUrl(undefined)).toBe('http://localhost:7833');
});

test.each(['', 'localhost:7833', '/v1', 'ftp://queen', 'http://'])(
  '%j is refused in one sentence',
  (given) => {
    const message = `baseUrl must be an http or https address such as http://localhost:7833, not "${given}".`;
    expect(() => resolveBaseUrl(given)).toThrow(new TypeError(message));
  },
);

test('a password, a query or a fragment is refused', () => {
  expect(() => resolveBaseUrl('http://me:secret@queen')).toThrow(/must not carry a user name or a password/);
  expect(() => resolveBaseUrl('http://queen?hive=a')).toThrow(/without "\?" or "#"/);
  expect(() => resolveBaseUrl('http://queen#top')).toThrow(/without "\?" or "#"/);
});
