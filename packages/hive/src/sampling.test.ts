import type { Heartbeat } from '@rbee/contract';
import { aNode, aWorker } from '@rbee/contract/builders';
import type { Sample } from '@rbee/monitor';
import { expect, test } from 'vitest';
import { createHive } from './hive.ts';
import { patienceMs } from './sampling.ts';
import { createLines, createManualClock, FakeQueen } from './testing/index.ts';

const node = aNode();
const late = () => ({
  timestamp: '2025-10-30T20:15:30Z',
  workers: [],
  node: { ...node, unknown: { workers: 'timeout' as const } },
});

/** A hive whose samples come when the test says so. */
function setUp(intervalMs = 1_000) {
  const clock = createManualClock();
  const queen = new FakeQueen();
  const { lines, ...log } = createLines();
  const asked: PromiseWithResolvers<Sample>[] = [];
  const source = {
    sample: () => {
      const sample = Promise.withResolvers<Sample>();
      asked.push(sample);
      return sample.promise;
    },
    late,
  };
  const hive = createHive({
    hiveId: 'hive-a',
    queenUrl: 'http://queen:7833',
    version: '1',
    monitor: source,
    log,
    fetch: queen.fetch,
    openLink: null,
    clock,
    intervalMs,
    random: () => 0.5,
  });
  const come = () => asked.at(-1)?.resolve({ timestamp: '2025-10-30T20:15:30Z', workers: [aWorker()], node });
  return { clock, queen, lines, hive, asked, come };
}

const kinds = (posts: readonly { body: Heartbeat }[]) =>
  posts.map(({ body }) => body.node?.unknown?.['workers'] ?? body.workers.length);

test('[H10] while a sample does not come, heartbeats without it say timeout, every interval', async () => {
  const { clock, queen, lines, hive, asked, come } = setUp();
  hive.start();
  come();
  await clock.advance(1_000);
  expect(kinds(queen.posts)).toEqual([1]);
  await clock.advance(1_700);
  expect(kinds(queen.posts)).toEqual([1]);
  await clock.advance(200);
  expect(kinds(queen.posts)).toEqual([1, 'timeout']);
  await clock.advance(3_000);
  expect(kinds(queen.posts)).toEqual([1, 'timeout', 'timeout', 'timeout', 'timeout']);
  expect(asked).toHaveLength(2);
  come();
  await clock.advance(50);
  expect(kinds(queen.posts).at(-1)).toBe(1);
  expect(hive.stats()).toMatchObject({ samples: 2, skipped: 4 });
  expect(queen.posts.map(({ body }) => body.seq)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(lines).toEqual([
    'warn: A sample does not come; until one does, heartbeats say timeout for the workers.',
    'info: Samples come again.',
  ]);
});

test('[H10] a sample that comes a little late is no timeout', async () => {
  const { clock, queen, hive, come } = setUp();
  hive.start();
  await clock.advance(1_500);
  come();
  await clock.advance(100);
  expect(kinds(queen.posts)).toEqual([1]);
});

test.each([
  [100, 1_000],
  [1_000, 1_800],
  [60_000, 2_000],
])('[H10] at an interval of %i ms a sample may take %i ms', (intervalMs, patience) => {
  expect(patienceMs(intervalMs)).toBe(patience);
});

test('a sample that fails later is counted, and the next one is asked for', async () => {
  const { clock, queen, hive, asked, come } = setUp();
  hive.start();
  asked[0]?.reject(new Error('the thread ended'));
  await clock.advance(1_000);
  come();
  await clock.advance(100);
  expect(hive.stats()).toMatchObject({ sample_errors: 1, samples: 1 });
  expect(kinds(queen.posts)).toEqual([1]);
});

test('a hive that stops sends nothing for a sample that comes later', async () => {
  const { clock, queen, hive, come } = setUp();
  hive.start();
  const stopping = hive.stop();
  await clock.advance(2_500);
  await stopping;
  come();
  await clock.advance(100);
  expect(queen.posts).toEqual([]);
  expect(clock.pending).toBe(0);
});
