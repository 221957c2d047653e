import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { storeSettings } from './options.ts';
import { createQueenClient } from './queen-client.ts';
import { sharedFetch } from './shared/index.ts';
import type { TokenOption } from './token.ts';

const problem = (status: number, code: string) =>
  Response.json(
    { type: 'about:blank', title: 'x', status, code, detail: 'No.' },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );

/** A client whose queen knows these tokens; `sent` are those that it was shown. */
function clientOf(token: TokenOption | undefined, ...known: string[]) {
  const sent: (string | null)[] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const shown = new Headers(init?.headers).get('authorization');
    sent.push(shown);
    return known.includes(`${shown}`.replace('Bearer ', ''))
      ? new Response('')
      : problem(401, 'unauthenticated');
  };
  return { client: createQueenClient({ baseUrl: 'http://queen', fetch, token }), sent };
}

test('[A2] a token is sent with each request, and a function is called for each', async () => {
  const { client, sent } = clientOf('rbt_a', 'rbt_a');
  await client.health();
  let count = 0;
  const other = clientOf(
    () => {
      count += 1;
      return `short-${count}`;
    },
    'short-1',
    'short-2',
  );
  await other.client.health();
  await other.client.health();
  expect([sent, other.sent]).toEqual([['Bearer rbt_a'], ['Bearer short-1', 'Bearer short-2']]);
});

test('[A7] a token of a function that has expired is replaced once; one that cannot be is refused', async () => {
  const tokens = ['old', 'fresh'];
  const { client, sent } = clientOf(async () => tokens.shift() ?? 'fresh', 'fresh');
  await client.health();
  expect(sent).toEqual(['Bearer old', 'Bearer fresh']);
  for (const token of ['rbt_revoked', async () => 'rbt_revoked']) {
    const refused = clientOf(token, 'fresh');
    await expect(refused.client.health()).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(refused.sent).toHaveLength(1);
  }
});

test('a function that fails says so, and nothing is sent', async () => {
  const { client, sent } = clientOf(() => Promise.reject(new Error('the backend is down')));
  await expect(client.health()).rejects.toMatchObject({
    name: 'QueenError',
    kind: 'unreachable',
    message: 'There is no token: the backend is down.',
  });
  expect(sent).toEqual([]);
});

test('a function that does not answer is given up like a queen that does not', async () => {
  const fetch = vi.fn<typeof globalThis.fetch>();
  const client = createQueenClient({ token: () => new Promise(() => {}), fetch, timeoutMs: 5 });
  await expect(client.health()).rejects.toMatchObject({ kind: 'unreachable' });
  expect(fetch).not.toHaveBeenCalled();
});

test.each([1, '', 'two words', 'line\nbreak', 'x'.repeat(5_000), {}])(
  'a token that cannot be sent is refused without being shown: %j',
  (token) => {
    const make = () => createQueenClient({ token: token as TokenOption });
    expect(make).toThrow(/^token must be a token, or a function that gives one, not [\w ]+\.$/);
    if (typeof token === 'string' && token !== '') expect(make).not.toThrow(token);
  },
);

test('a token is not sent across a redirect', async () => {
  const shown: (string | undefined)[] = [];
  const server = createServer(({ headers, url }, answer) => {
    shown.push(headers.authorization);
    answer.writeHead(url === '/health' ? 302 : 200, { location: '/elsewhere' }).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const client = createQueenClient({ baseUrl: `http://127.0.0.1:${port}`, token: 'rbt_a' });
  await expect(client.health()).rejects.toThrow(/a redirect to \/elsewhere, which is not followed/);
  expect(shown).toEqual(['Bearer rbt_a']);
  server.closeAllConnections();
  server.close();
});

test('pages share a stream with a fixed token, but not with a function, which may give each another', () => {
  expect(storeSettings({ token: 'rbt_a' }).fetch).toBe(sharedFetch);
  expect(storeSettings({ token: () => 'rbt_a' }).fetch).not.toBe(sharedFetch);
});
