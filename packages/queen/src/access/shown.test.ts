import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { SESSION_COOKIES } from './index.ts';
import { readShown } from './shown.ts';

const TOKEN = `rbt_${'a'.repeat(43)}`;
const SESSION = 's'.repeat(43);
const [SECURE, PLAIN] = SESSION_COOKIES;

const shownBy = (headers: IncomingHttpHeaders, more: Partial<IncomingMessage> = {}) => {
  const rawHeaders = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  const request = { httpVersionMajor: 1, rawHeaders, headers: { host: 'queen:7833', ...headers }, ...more };
  const read = readShown(request as IncomingMessage);
  return read.ok ? read.shown : read.refusal.code;
};

test('[A2] a token is read of Authorization: Bearer only', () => {
  expect(shownBy({ authorization: `Bearer ${TOKEN}` })).toEqual({ bearer: TOKEN });
  expect(shownBy({ authorization: `bearer  ${TOKEN} ` })).toEqual({ bearer: TOKEN });
  expect(shownBy({ authorization: `Basic ${TOKEN}` })).toEqual({});
  expect(shownBy({ authorization: TOKEN })).toEqual({});
});

test.each([
  'Bearer',
  'Bearer ',
  `Bearer ${TOKEN}x`,
  `Bearer ${TOKEN} ${TOKEN}`,
  `Bearer rbx_${'a'.repeat(43)}`,
  `Bearer ${'a'.repeat(20_000)}`,
])('[A2] %s is a token that is not valid, so the session does not count', (authorization) => {
  expect(shownBy({ authorization, cookie: `${PLAIN}=${SESSION}` })).toEqual({ bearer: '' });
});

test('[A2] two Authorization headers are refused, as two programs could take different ones', () => {
  const rawHeaders = ['Authorization', 'Basic eA==', 'authorization', `Bearer ${TOKEN}`];
  expect(shownBy({ authorization: `Basic eA==, Bearer ${TOKEN}` }, { rawHeaders })).toBe('bad_request');
  const inHttp2 = { httpVersionMajor: 2, rawHeaders };
  expect(shownBy({ authorization: `Bearer ${TOKEN}` }, inHttp2)).toBe('bad_request');
});

test('[A2] a scheme of a proxy with several parts is one header', () => {
  expect(shownBy({ authorization: 'Digest username="ada", realm="proxy"' })).toEqual({});
  expect(shownBy({ authorization: `Bearer ${TOKEN}, Bearer ${TOKEN}` })).toEqual({ bearer: '' });
});

test('[A4] a session is read of its cookie; the one of HTTPS wins', () => {
  expect(shownBy({ cookie: `theme=dark; ${PLAIN}=${SESSION}; x=y` })).toEqual({ session: SESSION });
  const both = `${PLAIN}=${'p'.repeat(43)};${SECURE}=${SESSION}`;
  expect(shownBy({ cookie: both })).toEqual({ session: SESSION });
  expect(shownBy({ cookie: `x${PLAIN}=${SESSION}` })).toEqual({});
});

test.each([
  `${PLAIN}=${SESSION}; ${PLAIN}=${'t'.repeat(43)}`,
  `${PLAIN}=short`,
  `${PLAIN}=${SESSION}%0a`,
  `${PLAIN}=${SESSION}; x=${'y'.repeat(9_000)}`,
])('[A4] the session of the cookie %.60s does not count', (cookie) => {
  expect(shownBy({ cookie })).toEqual({});
});

test.each([
  ['a page of another origin', { origin: 'http://localhost:3000' }, {}],
  ['a page without an origin', { origin: 'null' }, {}],
  ['another site', { 'sec-fetch-site': 'cross-site' }, {}],
  ['another port of the same host', { 'sec-fetch-site': 'same-site' }, {}],
  ['its own page', { origin: 'http://queen:7833', 'sec-fetch-site': 'same-origin' }, { session: SESSION }],
  ['its own page behind TLS', { origin: 'https://queen:7833' }, { session: SESSION }],
  ['a person who typed the address', { 'sec-fetch-site': 'none' }, { session: SESSION }],
])('[A6] a cookie with a request of %s', (_who, headers, shown) => {
  expect(shownBy({ ...headers, cookie: `${PLAIN}=${SESSION}` })).toEqual(shown);
});

test('[A6] a token counts for pages of other origins', () => {
  expect(shownBy({ origin: 'https://grafana.example', authorization: `Bearer ${TOKEN}` })).toEqual({
    bearer: TOKEN,
  });
});
