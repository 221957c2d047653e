import { expect, test } from 'vitest';
import { likeHttp1 } from './http2-headers.ts';

/** The headers of a request as Node has them, in the form of HTTP/1.1. */
function joined(headers: Record<string, string>, rawHeaders: string[] = []): Record<string, unknown> {
  likeHttp1({ headers, rawHeaders, authority: 'queen.example' });
  return headers;
}

test('the host is the authority', () => {
  expect(joined({})).toEqual({ host: 'queen.example' });
  expect(joined({ host: 'queen.example' })).toEqual({ host: 'queen.example' });
  expect(joined({ host: 'evil.example' })).toEqual({ host: 'queen.example, evil.example' });
});

test('repeated headers are joined, but for a cookie that a browser has split', () => {
  const raw = ['authorization', 'Bearer a', 'cookie', 'a=1', 'Authorization', 'Bearer b', 'cookie', 'b=2'];
  expect(joined({ authorization: 'Bearer a', cookie: 'a=1; b=2' }, raw)).toEqual({
    authorization: 'Bearer a, Bearer b',
    cookie: 'a=1; b=2',
    host: 'queen.example',
  });
});
