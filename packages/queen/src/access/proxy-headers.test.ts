import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { isProxyHeader, proxyHeaders } from './proxy-headers.ts';

const signIn = { userHeader: 'Remote-User', groupsHeader: 'Remote-Groups' };

/** A request of an address with these headers, as Node has them. */
function requestOf(remoteAddress: string, rawHeaders: readonly string[]): IncomingMessage {
  const headers: Record<string, string> = { host: 'queen:7833' };
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = [rawHeaders[index]?.toLowerCase(), rawHeaders[index + 1]];
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return { headers, rawHeaders, socket: { remoteAddress } } as unknown as IncomingMessage;
}

function aProxy(settings: typeof signIn | undefined = signIn) {
  const counted = { ignored: 0 };
  const read = proxyHeaders(settings, ['10.0.0.0/8'], () => {
    counted.ignored += 1;
  });
  const shown = (address: string, ...headers: string[]) => read(requestOf(address, headers));
  return { shown, counted };
}

test('[A5] a trusted proxy names the person and the groups', () => {
  const { shown, counted } = aProxy();
  expect(shown('10.0.0.1', 'Remote-User', 'ada', 'Remote-Groups', 'ops, staff|root; x')).toEqual({
    name: 'ada',
    groups: ['ops', 'staff', 'root', 'x'],
  });
  expect(shown('10.0.0.1', 'remote-user', ' ada ')).toEqual({ name: 'ada', groups: [] });
  const utf8 = Buffer.from('Zoë\u0007').toString('latin1');
  expect(shown('10.0.0.1', 'Remote-User', utf8)).toEqual({ name: 'Zoë\ufffd', groups: [] });
  expect(counted.ignored).toBe(0);
});

test('[A5] the header of anybody else is ignored and counted', () => {
  const { shown, counted } = aProxy();
  expect(shown('192.0.2.1', 'Remote-User', 'root')).toBeUndefined();
  expect(shown('192.0.2.1', 'Remote-User', 'root', 'X-Forwarded-For', '10.0.0.1')).toBeUndefined();
  expect(counted.ignored).toBe(2);
});

test('[A5] a header that comes twice is ignored: the proxy added it to that of the client', () => {
  const { shown, counted } = aProxy();
  expect(shown('10.0.0.1', 'Remote-User', 'root', 'Remote-User', 'ada')).toBeUndefined();
  expect(
    shown('10.0.0.1', 'Remote-User', 'ada', 'remote-groups', 'root', 'Remote-Groups', 'staff'),
  ).toBeUndefined();
  expect(counted.ignored).toBe(2);
});

test.each([
  ['no name', ['Remote-User', ' ']],
  ['only groups', ['Remote-Groups', 'root']],
  ['a huge name', ['Remote-User', 'x'.repeat(9_000)]],
])('[A5] %s names nobody', (_what, headers) => {
  expect(aProxy().shown('10.0.0.1', ...headers)).toBeUndefined();
});

test('[A6] what a proxy says does not count for pages of other sites', () => {
  const { shown } = aProxy();
  const ada = ['Remote-User', 'ada'] as const;
  expect(shown('10.0.0.1', ...ada, 'Origin', 'https://evil.example')).toBeUndefined();
  expect(shown('10.0.0.1', ...ada, 'Sec-Fetch-Site', 'cross-site')).toBeUndefined();
  expect(shown('10.0.0.1', ...ada, 'Sec-Fetch-Site', 'same-origin')).toMatchObject({ name: 'ada' });
});

test('without the setting no header counts', () => {
  const read = proxyHeaders(undefined, ['10.0.0.0/8'], () => {});
  expect(read(requestOf('10.0.0.1', ['Remote-User', 'ada']))).toBeUndefined();
});

test.each([
  ['Remote-User', true],
  ['X-Forwarded-User', true],
  ['Cookie', false],
  ['authorization', false],
  ['Remote User', false],
  ['', false],
])('the header %j can name a person: %s', (name, may) => {
  expect(isProxyHeader(name)).toBe(may);
});
