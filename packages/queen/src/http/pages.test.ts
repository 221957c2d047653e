import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { aLog, aQueen } from '../testing/index.ts';

function aPage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'a page '));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<title>page</title>');
  writeFileSync(join(folder, 'assets', 'index-4f2a.js'), '1');
  return folder;
}

test('[Q] the page is revalidated each time, its hashed assets are cached forever', async () => {
  const { app } = await aQueen({ pageDir: aPage() });
  const page = await app.inject('/');
  expect([page.statusCode, page.body]).toEqual([200, '<title>page</title>']);
  expect(page.headers).toMatchObject({
    'cache-control': 'no-cache',
    'content-type': 'text/html; charset=utf-8',
  });
  const asset = await app.inject('/assets/index-4f2a.js');
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

/** A page with compressed copies of its files, as the build makes them. */
function aCompressedPage(): string {
  const folder = aPage();
  for (const [name, text] of [
    ['index.html', '<title>page</title>'],
    [join('assets', 'index-4f2a.js'), '1'],
  ] as const) {
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text));
  }
  return folder;
}

test.each([
  [undefined, undefined],
  ['', undefined],
  ['identity', undefined],
  ['deflate, zstd', undefined],
  ['br', 'br'],
  ['BR', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['x-gzip', 'gzip'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['gzip ; q=0.2, br ; q=0.3', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0, *', 'gzip'],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['identity;q=1, br;q=0.5, gzip;q=0.1', undefined],
  ['br;q=0.000, gzip;q=0', undefined],
  ['identity;q=0, gzip', 'gzip'],
  ['deflate;q=1, gzip;q=0.1', 'gzip'],
])('[Q] with Accept-Encoding "%s" the page is sent as %s', async (accepted, encoding) => {
  const { app } = await aQueen({ pageDir: aCompressedPage() });
  for (const [url, text, type] of [
    ['/', '<title>page</title>', 'text/html; charset=utf-8'],
    ['/index.html', '<title>page</title>', 'text/html; charset=utf-8'],
    ['/assets/index-4f2a.js', '1', /^(text|application)\/javascript; charset=utf-8$/],
  ] as const) {
    const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
    const answer = await app.inject({ url, headers });
    expect(answer.headers['content-encoding']).toBe(encoding);
    const decode = encoding === 'br' ? brotliDecompressSync : encoding === 'gzip' ? gunzipSync : Buffer.from;
    expect(decode(answer.rawPayload).toString()).toBe(text);
    expect(answer.headers['content-type']).toMatch(type);
    expect(`${answer.headers['vary']}`.toLowerCase().split(/, */)).toContain('accept-encoding');
    expect(answer.headers['cache-control']).toMatch(url.startsWith('/assets') ? /immutable/ : /^no-cache$/);
  }
});

test('[Q] each encoding of a file has its own ETag, which is answered with 304', async () => {
  const { app } = await aQueen({ pageDir: aCompressedPage() });
  const ask = (encoding: string, etag = '') =>
    app.inject({ url: '/', headers: { 'accept-encoding': encoding, 'if-none-match': etag } });
  const etags = await Promise.all(
    ['br', 'gzip', 'identity'].map(async (encoding) => {
      const etag = `${(await ask(encoding)).headers['etag']}`;
      expect((await ask(encoding, etag)).statusCode).toBe(304);
      return etag;
    }),
  );
  expect(new Set(etags).size).toBe(3);
  expect((await ask('br', etags[1])).statusCode).toBe(200);
});

test('[Q] another build of the page is sent, even if its file has the size and the time of the former one', async () => {
  const folder = aPage();
  const page = join(folder, 'index.html');
  const write = (text: string) => {
    writeFileSync(page, text);
    utimesSync(page, 499_162_500, 499_162_500);
  };
  write('<title>one</title>');
  const { app } = await aQueen({ pageDir: folder });
  const first = await app.inject('/');
  write('<title>two</title>');
  const again = await app.inject({ url: '/', headers: { 'if-none-match': `${first.headers['etag']}` } });
  expect([again.statusCode, again.body]).toEqual([200, '<title>two</title>']);
});

test('[Q] a page without compressed copies is sent as it is', async () => {
  const { app } = await aQueen({ pageDir: aPage() });
  const page = await app.inject({ url: '/', headers: { 'accept-encoding': 'br, gzip' } });
  expect([page.body, page.headers['content-encoding']]).toEqual(['<title>page</title>', undefined]);
});

test.each([
  '/v1/nothing',
  '/v1/',
  '/nothing',
  '/assets/',
  '/assets/gone.js',
  '/../../etc/passwd',
  '/%2e%2e/a',
  '/%00',
])('[H5] %s is refused with a problem body, never answered with the page', async (url) => {
  const { app } = await aQueen({ pageDir: aPage() });
  const answer = await app.inject(url);
  expect([400, 403, 404]).toContain(answer.statusCode);
  expect(answer.headers['content-type']).toBe('application/problem+json');
});

test('[H5] with a built page, a wrong method is answered with 405', async () => {
  const { app } = await aQueen({ pageDir: aPage() });
  const answer = await app.inject('/v1/hive-heartbeat');
  expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'OPTIONS, POST']);
  const page = await app.inject({ method: 'POST', url: '/' });
  expect([page.statusCode, page.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
});

test.each(['POST', 'PUT', 'DELETE', 'QUERY', 'PROPFIND'] as const)(
  '[H5] %s is answered with 405 for a file of the page, with 404 for a file that does not exist',
  async (method) => {
    const { app } = await aQueen({ pageDir: aPage() });
    for (const url of ['/index.html', '/assets/index-4f2a.js?v=1', '/assets/index-4f2a%2Ejs']) {
      const answer = await app.inject({ method, url });
      expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
      expect(answer.json().code).toBe('method_not_allowed');
    }
    for (const url of [
      '/assets/gone.js',
      '/assets/',
      '/v1/nothing',
      '/v1/',
      '//index.html',
      '/..%2findex.html',
      '/%00',
    ]) {
      const answer = await app.inject({ method, url });
      expect([url, answer.statusCode, answer.json().code]).toEqual([url, 404, 'not_found']);
    }
  },
);

test.each(['//v1/hives', '/%2e%2e/a'])('[H5] %s is answered with 404', async (url) => {
  const { app } = await aQueen({ pageDir: aPage() });
  const answer = await app.inject(url);
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
});

test.each([undefined, '/no/such/folder'])(
  'without a page in %s, the response says how to build it',
  async (pageDir) => {
    const { app } = await aQueen(pageDir === undefined ? {} : { pageDir });
    const { statusCode, body } = await app.inject('/');
    expect([statusCode, body]).toEqual([200, expect.stringContaining('npm run build')]);
  },
);

test.each([
  ['/models', './'],
  ['/problems?q=a/b', './'],
  ['/hives/gpu-1', '../'],
  ['/models/meta-llama%2FLlama-3', '../'],
  [`/hives/${'x'.repeat(128)}/llm/8080?range=1h`, '../../../'],
])('[Q] %s is answered with the page, with paths that lead to its files', async (url, up) => {
  const folder = aPage();
  const page = (path: string) =>
    `<link href="${path}favicon.svg"><script src="${path}assets/a.js"></script><a href="#x">`;
  writeFileSync(join(folder, 'index.html'), page('./'));
  const { app } = await aQueen({ pageDir: folder });
  const answer = await app.inject(url);
  expect([answer.statusCode, answer.body]).toEqual([200, page(up)]);
  expect(answer.headers).toMatchObject({
    'cache-control': 'no-cache',
    'content-type': 'text/html; charset=utf-8',
  });
});

test('[H5] paths that are no address of the page are not found', async () => {
  const { app } = await aQueen({ pageDir: aPage() });
  for (const url of ['/hives', '/hives/a/b', '/hives/a/b/c/d', '/v1/models', '/models/a/b', '/problem']) {
    expect([url, (await app.inject(url)).statusCode]).toEqual([url, 404]);
  }
});

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

test('[Q] a path that does not exist is the page with status 404 for a browser, a problem for everybody else', async () => {
  const folder = aPage();
  writeFileSync(join(folder, 'index.html'), '<script src="./assets/a.js"></script>');
  const { lines, logger } = aLog();
  const { app } = await aQueen({ logger, pageDir: folder });
  for (const [url, up] of [
    ['/nowhere', './'],
    ['/hives/a%20b/b/c/d?q=x', '../../../../'],
  ] as const) {
    const answer = await app.inject({ url, headers: { accept: BROWSER } });
    expect([answer.statusCode, answer.body]).toEqual([404, `<script src="${up}assets/a.js"></script>`]);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': 'text/html; charset=utf-8',
    });
    for (const accept of [undefined, '*/*', 'application/json', 'text/html;q=0.5, application/*']) {
      const other = await app.inject({ url, headers: accept === undefined ? {} : { accept } });
      expect([accept, other.statusCode, other.json().code]).toEqual([accept, 404, 'not_found']);
    }
  }
  expect(lines).toEqual([]);
});

test('[Q] a browser gets no page for paths of programs and files, nor where there is none', async () => {
  const { app } = await aQueen({ pageDir: aPage() });
  for (const url of ['/v1/nothing', '/v1', '/assets/gone.js', '/docs/gone', '//nowhere', '/a..b', '/%']) {
    const answer = await app.inject({ url, headers: { accept: BROWSER } });
    expect([url, answer.headers['content-type']]).not.toEqual([url, 'text/html; charset=utf-8']);
    expect([400, 403, 404]).toContain(answer.statusCode);
  }
  const post = await app.inject({ method: 'POST', url: '/nowhere', headers: { accept: BROWSER } });
  expect(post.json().code).toBe('not_found');
  const bare = await aQueen({});
  const answer = await bare.app.inject({ url: '/nowhere', headers: { accept: BROWSER } });
  expect(answer.json().code).toBe('not_found');
});
