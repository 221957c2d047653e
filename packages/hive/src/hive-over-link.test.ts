import { aNode, aWorker } from '@rbee/contract/builders';
import type { Sample } from '@rbee/monitor';
import { expect, test } from 'vitest';
import { createHive } from './hive.ts';
import {
  createLines,
  createManualClock,
  FakeLink,
  FakeQueen,
  type Handshake,
  settle,
} from './testing/index.ts';

/** A hive that can use a link and POST, each to a fake queen of its own. */
function setUp({ random = 0.5, queenUrl = 'http://queen:7833' } = {}) {
  const clock = createManualClock();
  const queen = new FakeQueen();
  const link = new FakeLink();
  const { lines, ...log } = createLines();
  const sample = (): Sample => ({
    timestamp: new Date(clock.now()).toISOString(),
    workers: [aWorker()],
    node: aNode(),
  });
  const edges = { monitor: { sample }, log, fetch: queen.fetch, openLink: link.open, clock };
  const hive = createHive({ hiveId: 'hive-a', queenUrl, version: '0.1.0', random: () => random, ...edges });
  const start = async (ms = 0): Promise<void> => {
    hive.start();
    await clock.advance(ms);
  };
  return { clock, queen, link, lines, hive, start };
}

const refusedWith = (status: number, retryAfter: string | null = null): (() => Handshake) => {
  return () => ({ kind: 'refused', status, retryAfter });
};
const away = (): Handshake => ({ kind: 'failed', reason: 'ECONNREFUSED' });
const seqs = (frames: readonly { seq?: number | undefined }[]) => frames.map(({ seq }) => seq);

test('[L1] every heartbeat is sent over one link, and none by POST', async () => {
  const { link, queen, hive, start } = setUp({ queenUrl: 'https://queen/below/' });
  await start(3_000);
  expect(link.handshakes).toEqual(['https://queen/below/v1/hive-link']);
  expect(seqs(link.frames)).toEqual([0, 1, 2, 3]);
  expect(link.frames[0]).toMatchObject({ type: 'heartbeat', hive_id: 'hive-a', interval_ms: 1_000 });
  expect(queen.posts).toEqual([]);
  expect(hive.stats()).toMatchObject({ sent: 4, failed: 0, waiting: 0 });
});

test('[L1] heartbeats do not wait for acks, and one ack covers all before it', async () => {
  const { clock, link, hive, start } = setUp();
  link.answer = () => undefined;
  await start(2_500);
  expect(seqs(link.frames)).toEqual([0, 1, 2]);
  expect(hive.stats().sent).toBe(0);
  link.send({ type: 'ack', seq: 2 });
  await clock.advance(0);
  expect(hive.stats()).toMatchObject({ sent: 3, waiting: 0 });
});

test('[L1] a refused heartbeat is dropped, the others in flight are not', async () => {
  const { link, hive, lines, start } = setUp();
  const problem = { type: 'about:blank', title: 'T', status: 422, code: 'wrong_shape', detail: 'No pid.' };
  link.answer = ({ seq }) => (seq === 1 ? { type: 'refused', seq, problem } : { type: 'ack', seq });
  await start(3_000);
  expect(hive.stats()).toMatchObject({ sent: 3, refused: 1, waiting: 0 });
  expect(lines[0]).toContain('refused a heartbeat (422 No pid)');
});

test.each([
  ['[H8] whose id is taken', 409, 'hive_id_taken'],
  ['[H5] whose queen is overloaded', 503, 'overloaded'],
])('a hive %s keeps its heartbeats, and sends them less and less often', async (_what, status, code) => {
  const { clock, link, hive, lines, start } = setUp();
  const problem = { type: 'about:blank', title: 'T', status, code, detail: 'Later.' };
  link.answer = ({ seq }) => ({ type: 'refused', seq, problem });
  await start(60_000);
  expect(link.frames.length).toBeLessThan(16);
  expect(link.handshakes).toHaveLength(1);
  expect(hive.stats()).toMatchObject({ refused: 0, dropped: 0, waiting: 61 });
  expect(lines[0]).toContain(`${status} Later`);
  link.answer = ({ seq }) => ({ type: 'ack', seq });
  await clock.advance(30_000);
  expect(hive.stats()).toMatchObject({ waiting: 0, sent: 91 });
});

test('[L4] a hive that is refused and loses its link at once comes back less and less often', async () => {
  const { link, start } = setUp();
  const problem = { type: 'about:blank', title: 'T', status: 503, code: 'overloaded', detail: 'Later.' };
  link.answer = ({ seq }) => {
    link.send({ type: 'refused', seq, problem });
    link.end({ kind: 'closed', code: 1013, reason: '' });
    return undefined;
  };
  await start(60_000);
  expect(link.handshakes.length).toBeLessThan(16);
});

test('[L2] what was not acknowledged is sent again on the next link: the newest first, older ones as backfill', async () => {
  const { clock, link, hive, start } = setUp();
  link.answer = ({ seq = 0 }) => (seq < 2 ? { type: 'ack', seq } : undefined);
  await start(3_500);
  link.end({ kind: 'failed', reason: 'ECONNRESET' });
  link.answer = ({ seq }) => ({ type: 'ack', seq });
  link.frames.length = 0;
  await clock.advance(2_000);
  expect(link.frames.map(({ seq, backfill = false }) => [seq, backfill]).slice(0, 3)).toEqual([
    [3, false],
    [4, false],
    [2, true],
  ]);
  expect(hive.stats()).toMatchObject({ waiting: 0, refused: 0, dropped: 0 });
  expect(hive.stats().sent).toBe(hive.stats().samples);
});

test('[L2] after an outage backfill is sent oldest first, a few per interval, as by POST', async () => {
  const { clock, link, hive, start } = setUp();
  link.handshake = away;
  await start(20_000);
  link.handshake = () => 'open';
  await clock.advance(20_000);
  const late = link.frames.filter(({ backfill }) => backfill);
  expect(link.frames[0]).not.toHaveProperty('backfill');
  expect(seqs(late)).toEqual(Array.from(late, (_, seq) => seq));
  expect(hive.stats()).toMatchObject({ waiting: 0, dropped: 0 });
  expect(new Set(seqs(link.frames)).size).toBe(hive.stats().samples);
});

test('[L3] after 3 s without an answer the link is terminated and another one opened', async () => {
  const { clock, link, hive, lines, start } = setUp();
  link.answer = ({ seq = 0 }) => (link.handshakes.length === 1 && seq > 0 ? undefined : { type: 'ack', seq });
  await start(3_999);
  expect(link.left).toEqual([]);
  await clock.advance(1);
  expect(link.left).toEqual(['terminated']);
  expect(lines[0]).toContain('no answer within 3 s');
  await clock.advance(3_000);
  expect(link.handshakes).toHaveLength(2);
  expect(hive.stats()).toMatchObject({ waiting: 0, sent: hive.stats().samples });
});

test('[L4] without a network the link is tried again and again with growing waits, and nothing is sent by POST', async () => {
  const { clock, link, queen, start } = setUp();
  link.handshake = away;
  await start(120_000);
  expect(link.handshakes.length).toBeGreaterThan(10);
  expect(link.handshakes.length).toBeLessThan(25);
  expect(queen.posts).toEqual([]);
  link.handshake = () => 'open';
  await clock.advance(15_500);
  expect(link.frames.length).toBeGreaterThan(0);
});

test('[L4] hives that lose their links together reconnect within a second, after a restart of the queen within three', async () => {
  const returns = async (random: number, code: number): Promise<number> => {
    const { clock, link, start } = setUp({ random });
    link.answer = () => undefined;
    await start();
    link.end({ kind: 'closed', code, reason: '' });
    let waited = 0;
    for (; link.handshakes.length < 2; waited += 50) await clock.advance(50);
    return waited;
  };
  expect(await returns(0, 1006)).toBe(250);
  expect(await returns(0.99, 1006)).toBe(1_000);
  expect(await returns(0, 1012)).toBe(250);
  expect(await returns(0.99, 1012)).toBe(3_000);
});

test('[L4] after a refused upgrade with Retry-After the hive waits and does not POST', async () => {
  const { clock, link, queen, start } = setUp();
  link.handshake = refusedWith(503, '9');
  await start(8_900);
  expect(link.handshakes).toHaveLength(1);
  link.handshake = () => 'open';
  await clock.advance(400);
  expect(seqs(link.frames).slice(0, 1)).toEqual([9]);
  expect(queen.posts).toEqual([]);
});

test.each([404, 400, 426, 200, 301, 401, 502])(
  '[L1] when the upgrade is answered with %i, the same heartbeat is sent by POST at once',
  async (status) => {
    const { link, queen, hive, lines, start } = setUp();
    link.handshake = refusedWith(status);
    await start(5_000);
    expect(link.handshakes).toHaveLength(1);
    expect(seqs(queen.posts.map(({ body }) => body))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(hive.stats()).toMatchObject({ sent: 6, failed: 0 });
    expect(lines).toEqual([
      `info: No link to the queen (the WebSocket upgrade was answered with ${status}); heartbeats are sent by POST, and the link is tried again later.`,
    ]);
  },
);

test('[L1] when a proxy leaves the upgrade unanswered, heartbeats are sent by POST', async () => {
  const { link, queen, start } = setUp();
  link.handshake = () => 'hang';
  await start(3_000);
  await settle();
  expect(link.left).toEqual(['terminated']);
  expect(seqs(queen.posts.map(({ body }) => body))).toEqual([0, 2, 1, 3]);
});

test('[L1] when a proxy lets no frame through, heartbeats are sent by POST after three links', async () => {
  const { clock, link, queen, hive, start } = setUp();
  link.answer = () => undefined;
  await start(20_000);
  expect(link.handshakes).toHaveLength(3);
  expect(queen.posts.length).toBeGreaterThan(0);
  await clock.advance(5_000);
  expect(hive.stats()).toMatchObject({ waiting: 0, sent: hive.stats().samples });
});

test('[L1] a hive that POSTs tries the link about every minute and goes back to it', async () => {
  const { clock, link, queen, lines, start } = setUp();
  link.handshake = refusedWith(404);
  await start(125_000);
  expect(link.handshakes).toHaveLength(3);
  link.handshake = () => 'open';
  await clock.advance(60_000);
  const posted = queen.posts.length;
  await clock.advance(5_000);
  expect(queen.posts).toHaveLength(posted);
  expect(link.frames.length).toBeGreaterThan(5);
  expect(lines.at(-1)).toBe('info: Heartbeats are sent over a link to the queen again.');
  expect(lines).toHaveLength(2);
});

test('[L1] a hive that stops closes its link and leaves no timer', async () => {
  const { clock, link, hive, start } = setUp();
  await start(1_500);
  await hive.stop();
  expect(link.left).toEqual(['closed']);
  link.end({ kind: 'closed', code: 1001, reason: '' });
  expect(clock.pending).toBe(0);
});

test('a hive that stops waits a second for acks, and no longer', async () => {
  const { clock, link, hive, lines, start } = setUp();
  link.answer = () => undefined;
  await start();
  const stopping = hive.stop();
  await clock.advance(1_000);
  await stopping;
  await clock.advance(1_000);
  expect(link.left).toEqual(['closed', 'terminated']);
  expect(clock.pending).toBe(0);
  expect(lines).toEqual([]);
});
