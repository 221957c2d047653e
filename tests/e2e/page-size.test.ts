import { afterAll, beforeAll, expect, test } from 'vitest';
import { endAll, type Program, startRbee } from './program.ts';

let queen: Program;

beforeAll(async () => {
  queen = await startRbee('queen', '--port', '0');
});

afterAll(endAll);

test('[Q] every file of the built page is sent compressed', async () => {
  const base = `http://127.0.0.1:${queen.port}`;
  const page = await (await fetch(base)).text();
  const urls = ['/', ...[...page.matchAll(/(?:src|href)="\.(\/[^"]+)"/g)].map(([, path]) => path ?? '')];
  expect(urls.length).toBeGreaterThan(3);
  for (const url of urls) {
    const whole = await fetch(base + url, { headers: { 'accept-encoding': 'identity' } });
    const text = await whole.text();
    for (const encoding of ['br', 'gzip']) {
      const answer = await fetch(base + url, { headers: { 'accept-encoding': encoding } });
      expect([url, answer.headers.get('content-encoding')]).toEqual([url, encoding]);
      expect(Number(answer.headers.get('content-length'))).toBeLessThan(text.length);
      expect(answer.headers.get('content-type')).toBe(whole.headers.get('content-type'));
      expect(await answer.text()).toBe(text);
    }
  }
});
