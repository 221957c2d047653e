import { expect, test } from 'vitest';
import {
  createManualClock,
  FakeAccess,
  FakeQueen,
  problem,
  settle,
} from '../../../../../packages/hive/src/testing/index.ts';
import { FleetTokens } from './fleet-tokens.ts';

const CODE = 'the-code-of-a-fleet';

function setUp() {
  const queen = new FakeQueen();
  const access = new FakeAccess();
  queen.access = access;
  const clock = createManualClock();
  const notes: string[] = [];
  const tokens = new FleetTokens({
    queenUrl: new URL('http://queen:7833'),
    code: CODE,
    fetch: queen.fetch,
    clock,
    stop: new AbortController().signal,
    tally: { note: (reason) => notes.push(reason) },
  });
  return { queen, access, clock, notes, tokens };
}

test('[A3] each simulated hive joins once, and keeps its token', async () => {
  const { queen, access, tokens } = setUp();
  const join = access.join.bind(access);
  access.join = (body) => {
    access.codes.add(CODE); // an invite with many uses
    return join(body);
  };
  expect([tokens.of('a'), tokens.of('a'), tokens.of('b')]).toEqual([undefined, undefined, undefined]);
  await settle();
  expect([tokens.of('a'), tokens.of('b')].map((it) => access.tokens.get(it ?? ''))).toEqual(['a', 'b']);
  expect(queen.asked).toHaveLength(2);
});

test('only so many hives join at the same time', async () => {
  const { queen, tokens } = setUp();
  queen.reply = () => 'hang';
  for (let n = 0; n < 100; n += 1) tokens.of(String(n));
  await settle();
  expect(queen.open).toEqual({ now: 16, most: 16 });
});

test('a hive whose join is refused does not try again, one that could not join does after a second', async () => {
  const { queen, clock, notes, tokens } = setUp();
  queen.reply = () => 'away';
  tokens.of('a');
  await settle();
  tokens.of('a');
  await clock.advance(1_000);
  queen.access = undefined;
  queen.reply = () => problem(409, 'hive_id_taken', 'It has a token.');
  tokens.of('a');
  await settle();
  for (let n = 0; n < 5; n += 1) {
    tokens.of('a');
    await clock.advance(10_000);
  }
  expect(queen.asked).toHaveLength(2);
  expect(notes).toEqual(['ECONNREFUSED', '409 It has a token']);
});
