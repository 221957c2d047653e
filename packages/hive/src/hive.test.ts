import { createCheck, type Heartbeat, HeartbeatSchema } from '@rbee/contract';
import { aNode, aWorker } from '@rbee/contract/builders';
import type { Sample } from '@rbee/monitor';
import { expect, test } from 'vitest';
import { createHive } from './hive.ts';
import type { HiveOptions } from './options.ts';
import { createLines, createManualClock, FakeQueen, problem, settle, taken } from './testing/index.ts';

const check = createCheck(HeartbeatSchema);

function setUp(more: Partial<HiveOptions> = {}) {
  const clock = createManualClock();
  const queen = new FakeQueen();
  const { lines, ...log } = createLines();
  const sample = (): Sample => ({
    timestamp: new Date(clock.now()).toISOString(),
    workers: [aWorker()],
    node: aNode(),
  });
  const hive = createHive({
    hiveId: 'hive-a',
    queenUrl: 'http://queen:7833',
    version: '0.1.0',
    monitor: { sample },
    log,
    fetch: queen.fetch,
    openLink: null,
    clock,
    random: () => 0.5,
    ...more,
  });
  return { clock, queen, lines, hive };
}

const seqs = (posts: readonly { body: Heartbeat }[]) => posts.map(({ body }) => body.seq);

test('[H1] every interval sends a heartbeat that the contract allows', async () => {
  const { clock, queen, hive } = setUp();
  hive.start();
  await clock.advance(3_000);
  expect(queen.posts).toHaveLength(4);
  for (const { url, body } of queen.posts) {
    expect(url).toBe('http://queen:7833/v1/hive-heartbeat');
    expect(check.mismatch(body)).toBeNull();
    expect(body).toMatchObject({ hive_id: 'hive-a', interval_ms: 1_000, version: '0.1.0', node: aNode() });
    expect(body.node?.agent.lost).toEqual({ skipped: 0, failed: 0, dropped: 0, refused: 0 });
    expect(body).not.toHaveProperty('backfill');
  }
  expect(seqs(queen.posts)).toEqual([0, 1, 2, 3]);
  expect(queen.posts.map(({ body }) => body.timestamp)).toEqual(
    ['30', '31', '32', '33'].map((second) => `2025-10-30T20:15:${second}.000Z`),
  );
  expect(new Set(queen.posts.map(({ body }) => body.boot_id)).size).toBe(1);
});

test('[H6] every start has its own boot_id', async () => {
  const [a, b] = [setUp(), setUp()];
  a.hive.start();
  b.hive.start();
  await settle();
  expect(a.queen.posts[0]?.body.boot_id).not.toBe(b.queen.posts[0]?.body.boot_id);
});

test('[L2] after an outage the newest heartbeat goes first, then the older ones, oldest first, a few per interval', async () => {
  const { clock, queen, hive } = setUp();
  queen.reply = () => 'away';
  hive.start();
  await clock.advance(20_000);
  const missed = hive.stats().samples;
  queen.reply = taken;
  queen.posts.length = 0;
  await clock.advance(15_000);
  const [first, ...rest] = queen.posts.map(({ body }) => body);
  expect(first).not.toHaveProperty('backfill');
  expect(first?.seq).toBeGreaterThanOrEqual(missed - 1);
  const late = rest.filter((body) => body.backfill);
  expect(late.map((body) => body.seq)).toEqual(Array.from({ length: first?.seq ?? 0 }, (_, seq) => seq));
  expect(rest.slice(0, 6).map((body) => body.backfill ?? false)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(hive.stats()).toMatchObject({
    waiting: 0,
    waiting_bytes: 0,
    dropped: 0,
    sent: hive.stats().samples,
  });
});

test('[L4] a queen that cannot be reached is tried less and less often, and logged in few lines', async () => {
  const { clock, queen, hive, lines } = setUp();
  queen.reply = () => 'away';
  hive.start();
  await clock.advance(120_000);
  expect(queen.posts.length).toBeGreaterThan(10);
  expect(queen.posts.length).toBeLessThan(25);
  expect(lines.map((line) => /the (\d+)th/.exec(line)?.[1] ?? 'first')).toEqual(['first', '10']);
  queen.reply = taken;
  await clock.advance(20_000);
  expect(lines.at(-1)).toMatch(
    /^info: .* accepts heartbeats again after \d+ failures: \d+ waiting, 0 dropped so far\.$/,
  );
});

test('[L2] a long outage keeps the last ten minutes and counts the rest', async () => {
  const { clock, queen, hive } = setUp();
  queen.reply = () => 'away';
  hive.start();
  await clock.advance(700_000);
  expect(hive.stats()).toMatchObject({ samples: 701, waiting: 600, dropped: 101 });
});

test('a queen that restarts between two heartbeats costs one failure and loses nothing', async () => {
  const { clock, queen, hive } = setUp();
  hive.start();
  await clock.advance(1_500);
  queen.reply = () => 'away';
  await clock.advance(600);
  queen.reply = taken;
  await clock.advance(1_500);
  expect(hive.stats()).toMatchObject({ samples: 4, sent: 4, failed: 1, waiting: 0 });
  expect(seqs(queen.posts)).toEqual([0, 1, 2, 2, 3]);
});

test('[H5] a hive waits as Retry-After says', async () => {
  const { clock, queen, hive } = setUp();
  queen.reply = () => problem(503, 'overloaded', 'Too busy.', { 'retry-after': '9' });
  hive.start();
  await clock.advance(8_900);
  expect(queen.posts).toHaveLength(1);
  queen.reply = taken;
  await clock.advance(400);
  expect(seqs(queen.posts).slice(0, 3)).toEqual([0, 9, 0]);
});

test('[H5] a refused heartbeat is dropped, and the next one is sent', async () => {
  const { clock, queen, hive, lines } = setUp();
  queen.reply = () => problem(422, 'wrong_shape', 'workers/0/pid must be a whole number.');
  hive.start();
  await clock.advance(11_000);
  expect(seqs(queen.posts)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(hive.stats()).toMatchObject({ refused: 12, failed: 0, waiting: 0 });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('refused a heartbeat (422 workers/0/pid must be a whole number)');
});

test('a slow queen gets one POST at a time, and a POST ends after 5 s', async () => {
  const { clock, queen, hive, lines } = setUp();
  queen.reply = () => 'hang';
  hive.start();
  await clock.advance(4_999);
  expect(queen.posts).toHaveLength(1);
  await clock.advance(1_000);
  expect(queen.posts).toHaveLength(2);
  expect(queen.open.most).toBe(1);
  expect(lines[0]).toContain('no answer within 5 s');
});

test('stop ends sampling and waits for the POST in flight', async () => {
  const { clock, queen, hive } = setUp();
  let arrive = (_: Response): void => {};
  const slow = new Promise<Response>((resolve) => {
    arrive = resolve;
  });
  const late = setUp({ clock, fetch: () => slow });
  late.hive.start();
  hive.start();
  let stopped = false;
  const stopping = late.hive.stop().then(() => {
    stopped = true;
  });
  await settle();
  expect(stopped).toBe(false);
  arrive(taken());
  await stopping;
  await hive.stop();
  await clock.advance(5_000);
  expect(late.hive.stats()).toMatchObject({ samples: 1, sent: 1 });
  expect(queen.posts).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

test('stop waits a second for a queen that does not answer, and no longer', async () => {
  const { clock, queen, hive, lines } = setUp();
  queen.reply = () => 'hang';
  hive.start();
  let stopped = false;
  const stopping = hive.stop().then(() => {
    stopped = true;
  });
  await clock.advance(900);
  expect(stopped).toBe(false);
  await clock.advance(200);
  await stopping;
  await settle();
  expect(clock.pending).toBe(0);
  expect(queen.open.now).toBe(0);
  expect(lines).toEqual([]);
});

test('a sample that fails is counted and logged, and sampling goes on', async () => {
  let fail = true;
  const sample = (): Sample => {
    if (fail) throw new Error('the disk failed');
    return { timestamp: '2025-10-30T20:15:30Z', workers: [], node: aNode() };
  };
  const { clock, queen, hive, lines } = setUp({ monitor: { sample } });
  hive.start();
  await clock.advance(4_000);
  fail = false;
  await clock.advance(1_000);
  expect(hive.stats()).toMatchObject({ sample_errors: 5, samples: 1 });
  expect(seqs(queen.posts)).toEqual([0]);
  expect(lines).toEqual(['warn: A sample failed and is skipped: Error: the disk failed']);
});

test('[H1] workers above the limit are left out, which is logged once', async () => {
  const workers = Array.from({ length: 513 }, (_, index) => aWorker({ instance: String(index) }));
  const sample = (): Sample => ({ timestamp: '2025-10-30T20:15:30Z', workers, node: aNode() });
  const { clock, queen, hive, lines } = setUp({ monitor: { sample } });
  hive.start();
  await clock.advance(2_000);
  expect(queen.posts.map(({ body }) => check.is(body))).toEqual([true, true, true]);
  expect(lines).toEqual(["warn: A heartbeat can carry only 512 of this machine's workers; 1 are left out."]);
});

test('samples that a suspended machine missed are skipped and counted', async () => {
  const { clock, queen, hive } = setUp();
  hive.start();
  await settle();
  clock.block(5_400);
  await clock.advance(600);
  expect(hive.stats()).toMatchObject({ samples: 3, skipped: 4 });
  expect(seqs(queen.posts)).toEqual([0, 1, 2]);
  expect(queen.posts.map(({ body }) => body.node?.agent.lost?.skipped)).toEqual([0, 4, 4]);
});
