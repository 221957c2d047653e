import { expect, test } from 'vitest';
import { createManualClock, FakeAccess, FakeQueen, problem, type Reply } from '../testing/index.ts';
import { joinQueen } from './join-queen.ts';

const CODE = 'a-code-of-an-invite';

function join(queen: FakeQueen, clock = createManualClock()) {
  const queenUrl = new URL('http://queen:7833/below');
  const { signal } = new AbortController();
  return joinQueen({ queenUrl, code: CODE, hiveId: 'hive-a', fetch: queen.fetch, clock, signal });
}

const answering = (reply: Reply): FakeQueen => {
  const queen = new FakeQueen();
  queen.reply = () => reply;
  return queen;
};

test('[A3] a code is exchanged for a token once', async () => {
  const queen = new FakeQueen();
  const access = new FakeAccess();
  queen.access = access;
  access.codes.add(CODE);
  const joined = await join(queen);
  expect(joined.kind === 'joined' && access.tokens.get(joined.token)).toBe('hive-a');
  expect(queen.asked).toEqual(['/below/v1/access/join']);
  expect(await join(queen)).toEqual({ kind: 'refused', reason: '401 The invite is not valid' });
});

test.each([
  [problem(401, 'join_refused', 'Expired.'), { kind: 'refused', reason: '401 Expired' }],
  [problem(409, 'hive_id_taken', 'It has a token.'), { kind: 'refused', reason: '409 It has a token' }],
  [problem(422, 'wrong_shape', 'No code.'), { kind: 'refused', reason: '422 No code' }],
  [problem(404, 'access_off', 'Off.'), { kind: 'unneeded' }],
  [problem(404, 'not_found', 'An older queen.'), { kind: 'unneeded' }],
  [new Response('<html>', { status: 404 }), { kind: 'refused', reason: 'answered 404' }],
  [
    problem(429, 'too_many_attempts', 'Wait.', { 'retry-after': '8' }),
    { kind: 'retry', reason: '429 Wait', afterMs: 8_000 },
  ],
  [problem(503, 'stopping', 'Later.'), { kind: 'retry', reason: '503 Later' }],
  ['away' as const, { kind: 'retry', reason: 'ECONNREFUSED' }],
  [
    new Response('', { status: 307, headers: { location: 'http://elsewhere/' } }),
    { kind: 'retry', reason: 'answered 307, a redirect to http://elsewhere/' },
  ],
  [new Response('<html>'), { kind: 'retry', reason: 'answered 200, but not as a queen does' }],
  [
    Response.json({ hive_id: 'hive-b', token: `rbh_${'x'.repeat(43)}` }),
    { kind: 'retry', reason: 'answered 200, but not as a queen does' },
  ],
  [
    Response.json({ hive_id: 'hive-a', token: 'x\r\nhost: y' }),
    { kind: 'retry', reason: 'answered 200, but not as a queen does' },
  ],
])('[A3] another answer to joining says what to do: %#', async (reply, expected) => {
  expect(await join(answering(reply))).toEqual(expected);
});

test('[A3] a server with another key than the invite says is told from one that is away', async () => {
  const queen = new FakeQueen();
  queen.reply = () => {
    throw new TypeError('fetch failed', { cause: { code: 'PIN_MISMATCH' } });
  };
  expect(await join(queen)).toEqual({
    kind: 'retry',
    reason: expect.stringMatching(/^PIN_MISMATCH: this is another server than the one of the invite/),
  });
});

test('a queen that does not answer is asked again', async () => {
  const clock = createManualClock();
  const joining = join(answering('hang'), clock);
  await clock.advance(5_000);
  expect(await joining).toEqual({ kind: 'retry', reason: 'no answer within 5 s' });
});
