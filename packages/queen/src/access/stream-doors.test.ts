import { expect, test } from 'vitest';
import { aGuardedQueen, aHub, bearer, FakeSink, wish } from '../testing/index.ts';

const ENDED = ': access ended\n\n';

const cookie = (session: string) => ({ cookie: `rbee=${session}` });

test('[A7] the streams of a session end with it, with a comment, and are then refused', async () => {
  const { who, watch, metric } = await aGuardedQueen();
  const [mine, other] = [await who.person('viewer'), await who.person('viewer')];
  const [first, second, stays] = [
    await watch(cookie(mine)),
    await watch(cookie(mine)),
    await watch(cookie(other)),
  ];
  for (const reader of [first, second, stays]) await reader.take(2);
  who.end(mine);
  for (const reader of [first, second]) {
    expect((await reader.next())?.raw).toBe(ENDED);
    expect(await reader.next()).toBeNull();
  }
  expect((await watch(cookie(mine))).response.status).toBe(401);
  expect(await metric('rbee_stream_watchers')).toBe(1);
  expect(await metric('rbee_stream_disconnects_total{reason="access_ended"}')).toBe(2);
});

test('[A7] the stream of a token ends with its revocation, and within 5 s of its expiry', async () => {
  const { who, watch, advance } = await aGuardedQueen();
  const revoked = who.program(['stream']);
  const expires = who.program(['stream'], 10);
  const readers = [await watch(bearer(revoked)), await watch(bearer(expires))];
  for (const reader of readers) await reader.take(2);
  who.end(revoked);
  expect((await readers[0]?.next())?.raw).toBe(ENDED);
  advance(14_750);
  const said: string[] = [];
  for (let block = await readers[1]?.next(); block; block = await readers[1]?.next()) said.push(block.raw);
  expect(said.at(-1)).toBe(ENDED);
});

test('[A7] a watcher that reads too slowly to hear the comment is cut off', () => {
  const { hub, left } = aHub();
  const sink = new FakeSink();
  const watcher = hub.join(sink, wish({}));
  expect(sink.unsent).toBeGreaterThan(0);
  hub.revoke(watcher);
  hub.revoke(watcher);
  expect([sink.destroyed, sink.ended, left]).toEqual([true, false, ['access_ended']]);
});

test('[H5] each token has a share of the watchers of its own', async () => {
  const { who, watch } = await aGuardedQueen({ maxWatchers: 8 });
  const [one, two] = [bearer(who.program(['stream'])), bearer(who.program(['stream']))];
  for (let watchers = 0; watchers < 4; watchers += 1) await watch(one);
  expect((await watch(one)).response.status).toBe(503);
  expect((await watch(two)).response.status).toBe(200);
});
