import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { type QueenConfig, settingsOf } from '../config.ts';
import { manualClock, TestAccess } from '../testing/index.ts';
import { reachedAt } from './reached-at.ts';

const FORWARDED = { 'x-forwarded-proto': 'https', 'x-forwarded-prefix': '/rbee' };

function reached(config: Partial<QueenConfig>, socket: object, headers: object = {}) {
  const settings = settingsOf({ host: '127.0.0.1', port: 0, version: '0.1.0', ...config });
  const request = { socket, headers: { host: 'queen.example', ...headers } };
  return reachedAt(settings)(request as unknown as IncomingMessage, 7833);
}

test('a connection with TLS of the queen itself is HTTPS', () => {
  const socket = { remoteAddress: '192.0.2.1', encrypted: true };
  expect(reached({}, socket)).toMatchObject({ https: true, baseUrl: 'https://queen.example' });
  expect(reached({}, { remoteAddress: '192.0.2.1' }).https).toBe(false);
});

test('without a Host header the address is that of the settings', () => {
  expect(reached({}, {}, { host: undefined }).baseUrl).toBe('http://127.0.0.1:7833');
  expect(reached({ host: '::1' }, {}, { host: undefined }).baseUrl).toBe('http://[::1]:7833');
});

test('with access control the headers of a proxy count only if it is trusted', async () => {
  const { access } = await TestAccess.open(manualClock());
  const trustedProxies = ['10.0.0.0/8'];
  const from = (remoteAddress: string, config: Partial<QueenConfig>) =>
    reached(config, { remoteAddress }, FORWARDED).baseUrl;
  expect(from('10.1.2.3', { access, trustedProxies })).toBe('https://queen.example/rbee');
  expect(from('::ffff:10.1.2.3', { access, trustedProxies })).toBe('https://queen.example/rbee');
  expect(from('192.0.2.1', { access, trustedProxies })).toBe('http://queen.example');
  expect(from('10.1.2.3', { access })).toBe('http://queen.example');
  expect(from('192.0.2.1', {})).toBe('https://queen.example/rbee');
});

test("[A3] the pin is that of the queen's own certificate, if the caller saw that one", () => {
  const publicKeyPin = () => 'p'.repeat(43);
  const pin = (config: Partial<QueenConfig>, encrypted: boolean) =>
    reached({ publicKeyPin, ...config }, { remoteAddress: '192.0.2.1', encrypted }, FORWARDED).pin;
  expect(pin({}, true)).toBe(publicKeyPin());
  expect(pin({}, false)).toBeUndefined();
  expect(pin({ trustedProxies: ['192.0.2.1'] }, true)).toBeUndefined();
});
