import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnswerReader } from './answer-reader.ts';

const OK = 'HTTP/1.1 200 OK\r\nrbee-retry-ms: 2000\r\nContent-Length: 2\r\n\r\n{}';
const BUSY =
  'HTTP/1.1 503 Service Unavailable\r\nretry-after: 7\r\ncontent-length: 4\r\nConnection: close\r\n\r\nbusy';
const CHUNKED =
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n10\r\n\r\n0\r\n\r\n123456789\r\n0\r\n\r\n';

test('reads every answer, however the text is split', () => {
  const whole = `HTTP/1.1 100 Continue\r\n\r\n${OK}${CHUNKED}HTTP/1.1 204 No Content\r\n\r\n${BUSY}`;
  fc.assert(
    fc.property(fc.array(fc.nat(whole.length)), (cuts) => {
      const reader = new AnswerReader();
      const ends = [...cuts.toSorted((a, b) => a - b), whole.length];
      const answers = ends.flatMap((end, at) => reader.read(whole.slice(ends[at - 1] ?? 0, end)));
      expect(answers.map((answer) => answer?.status)).toEqual([200, 200, 204, 503]);
      expect(answers[3]).toEqual({
        status: 503,
        retryAfter: '7',
        retryMs: null,
        location: null,
        body: 'busy',
        isLast: true,
      });
      expect(answers[1]?.body).toBe('{}\r\n0\r\n\r\n123456789');
      expect(answers[0]).toEqual({
        status: 200,
        retryAfter: null,
        retryMs: '2000',
        location: null,
        body: '{}',
        isLast: false,
      });
    }),
  );
});

test.each(['SSH-2.0-OpenSSH\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(70_000)])(
  '%.20s is not an answer',
  (text) => {
    expect(new AnswerReader().read(text)).toBeNull();
  },
);
