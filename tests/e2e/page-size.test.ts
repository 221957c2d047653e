import { afterAll, beforeAll, expect, test } from 'vitest';
import { endAll, type Program, startRbee } from './program.ts';

let queen: Program;

beforeAll(async () => {
  queen = await startRbee('queen', '--port', '0');
});

afterAll(endAll);

/** Addresses of the files that the first view needs. */
async function firstView(base: string): Promise<string[]> {
  const page = await (await fetch(base)).text();
  return ['/', ...[...page.matchAll(/(?:src|href)="\.(\/[^"]+)"/g)].map(([, path]) => path ?? '')];
}

test('the first view does not carry the code that draws charts', async () => {
  const base = `http://127.0.0.1:${queen.port}`;
  for (const url of await firstView(base)) {
    expect([url, (await (await fetch(base + url)).text()).includes('u-cursor-x')]).toEqual([url, false]);
  }
});

/** A file of so few bytes, such as the bundler's own code, does not become smaller. */
const TINY = 150;

test('the scripts of the first view have at most 120 KiB, and no schema library', async () => {
  const base = `http://127.0.0.1:${queen.port}`;
  let bytes = 0;
  for (const url of (await firstView(base)).filter((path) => path.endsWith('.js'))) {
    const answer = await fetch(base + url, { headers: { 'accept-encoding': 'br' } });
    const length = Number(answer.headers.get('content-length'));
    if (length > TINY) expect([url, answer.headers.get('content-encoding')]).toEqual([url, 'br']);
    bytes += length;
    // TypeBox marks its schemas with this key.
    expect([url, (await answer.text()).includes('~kind')]).toEqual([url, false]);
  }
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(120 * 1_024);
});

test('[Q] every file of the built page is sent compressed', async () => {
  const base = `http://127.0.0.1:${queen.port}`;
  const urls = await firstView(base);
  expect(urls.length).toBeGreaterThan(3);
  for (const url of urls) {
    const whole = await fetch(base + url, { headers: { 'accept-encoding': 'identity' } });
    const text = await whole.text();
    if (text.length <= TINY) continue;
    for (const encoding of ['br', 'gzip']) {
      const answer = await fetch(base + url, { headers: { 'accept-encoding': encoding } });
      expect([url, answer.headers.get('content-encoding')]).toEqual([url, encoding]);
      expect(Number(answer.headers.get('content-length'))).toBeLessThan(text.length);
      expect(answer.headers.get('content-type')).toBe(whole.headers.get('content-type'));
      expect(await answer.text()).toBe(text);
    }
  }
});
