import { afterEach, expect, test, vi } from 'vitest';
import {
  type HeartbeatStoreOptions,
  type QueenClientOptions,
  resolveBaseUrl,
  storeSettings,
} from './options.ts';
import { createQueenClient } from './queen-client.ts';
import { createHeartbeatStore } from './store/index.ts';

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

test('the default in a frame with srcdoc is the origin of the page around it', () => {
  vi.stubGlobal('location', new URL('about:srcdoc'));
  vi.stubGlobal('origin', 'https://queen.lan:7833');
  expect(resolveBaseUrl(undefined)).toBe('https://queen.lan:7833');
  vi.stubGlobal('origin', 'null');
  vi.stubGlobal('document', { baseURI: 'https://queen.lan:7833/fleet' });
  expect(resolveBaseUrl(undefined)).toBe('https://queen.lan:7833');
  vi.stubGlobal('document', { baseURI: 'about:blank' });
  expect(resolveBaseUrl(undefined)).toBe('http://localhost:7833');
});

test('the default in a worker that was made of a blob is the origin of its page', () => {
  vi.stubGlobal('location', new URL('blob:https://queen.lan:7833/6f1c-aa'));
  expect(resolveBaseUrl(undefined)).toBe('https://queen.lan:7833');
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

type Options = Record<string, unknown>;
const store = (options: unknown) => () => createHeartbeatStore(options as HeartbeatStoreOptions);
const client = (options: unknown) => () => createQueenClient(options as QueenClientOptions);
const LOCAL = { baseUrl: 'http://queen' };

test.each<[string, unknown]>([
  ['staleAfterMs', 2 ** 31],
  ['staleAfterMs', Number.MAX_SAFE_INTEGER],
  ['staleAfterMs', Number.POSITIVE_INFINITY],
  ['staleAfterMs', Number.NaN],
  ['staleAfterMs', -1],
  ['staleAfterMs', 0],
  ['staleAfterMs', '6000'],
  ['staleAfterMs', null],
  ['staleAfterMs', 6_000n],
  ['lingerMs', 2 ** 31],
  ['lingerMs', -0.5],
  ['lingerMs', Number.NaN],
  ['lingerMs', '0'],
  ['lingerMs', null],
  ['lingerMs', {}],
  ['maxHives', 0],
  ['maxHives', 2.5],
  ['maxHives', Number.POSITIVE_INFINITY],
  ['maxHives', '9'],
  ['maxSampleChars', -1],
  ['maxSampleChars', Number.NaN],
  ['delta', 'false'],
  ['delta', 0],
  ['delta', null],
  ['random', 0.5],
  ['random', null],
  ['clock', Date],
  ['clock', null],
  ['clock', { now: () => 0 }],
  ['clock', { now: 0, after: () => () => {} }],
  ['fetch', 'fetch'],
  ['fetch', null],
  ['fetch', {}],
  ['baseUrl', null],
  ['baseUrl', 7833],
  ['baseUrl', {}],
  ['headers', null],
  ['headers', 'authorization: x'],
  ['headers', [['authorization', 'x']]],
  ['headers', new Headers({ authorization: 'x' })],
  ['headers', new Map([['authorization', 'x']])],
])('%s of a store is checked when the store is made: %s', (name, value) => {
  expect(store({ ...LOCAL, [name]: value })).toThrow(new RegExp(`^${name} must be [^\\n]+, not [^\\n]+\\.$`));
});

test.each<[string, unknown]>([
  ['timeoutMs', 2 ** 31],
  ['timeoutMs', 2.5],
  ['timeoutMs', 0],
  ['timeoutMs', Number.NaN],
  ['timeoutMs', Number.POSITIVE_INFINITY],
  ['timeoutMs', '1000'],
  ['timeoutMs', null],
  ['fetch', 1],
  ['baseUrl', false],
  ['headers', new Headers()],
])('%s of a client is checked when the client is made: %s', (name, value) => {
  expect(client({ ...LOCAL, [name]: value })).toThrow(
    new RegExp(`^${name} must be [^\\n]+, not [^\\n]+\\.$`),
  );
});

test.each([null, 'http://queen', 7833])('options that are no object are refused: %j', (options) => {
  const message =
    /^The options must be an object such as \{ baseUrl: 'http:\/\/localhost:7833' \}, not .+\.$/;
  expect(store(options)).toThrow(message);
  expect(client(options)).toThrow(message);
});

test.each([undefined, null, 1, ['a', 'b']])('a header whose value is %j is refused', (value) => {
  const message = /^The value of the header "x-key" must be a text, not .+\.$/;
  expect(store({ ...LOCAL, headers: { 'x-key': value } as Options })).toThrow(message);
});

test('the largest times of a timer are allowed', () => {
  const ms = 2 ** 31 - 1;
  expect(store({ ...LOCAL, staleAfterMs: ms, lingerMs: ms })).not.toThrow();
  expect(client({ ...LOCAL, timeoutMs: ms })).not.toThrow();
});

test('an option that is undefined has its default', () => {
  expect(storeSettings({ lingerMs: undefined, headers: undefined, fetch: undefined })).toMatchObject({
    lingerMs: 1_000,
    staleAfterMs: 6_000,
    delta: true,
    headers: {},
  });
});

test('names of headers are in lower case, so that a given `Accept` is not sent beside the own one', () => {
  expect(storeSettings({ headers: { Accept: '*/*', 'Last-Event-ID': '7' } }).headers).toEqual({
    accept: '*/*',
    'last-event-id': '7',
  });
});

test.each([Number.NaN, -1, 2, Number.POSITIVE_INFINITY, '0.5'])(
  'a result of `random` that is %s is replaced, so that every wait has a length',
  (share) => {
    const random = storeSettings({ random: () => share as number }).random();
    expect(random).toBeGreaterThanOrEqual(0);
    expect(random).toBeLessThan(1);
  },
);
