import { aHeartbeat, anEngine, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aRecordingQueen, FakeHistory, manualClock, sampleOf } from '../testing/index.ts';
import { Recorder } from './recorder.ts';

const START = Date.UTC(2025, 9, 30, 20, 15, 30);
const at = (ms: number) => new Date(START + ms).toISOString();

test('a hive that has another layout in each heartbeat gets a limited number of them, and the rest is counted', async () => {
  const { post, advance, history } = await aRecordingQueen();
  for (let n = 0; n < 300; n += 1) {
    const workers = [aWorker({ instance: `${n}` })];
    await post(aHeartbeat({ interval_ms: 100, timestamp: at(n * 100), workers }));
    advance(100);
  }
  advance(1_000);
  const layouts = history.seconds.reduce((sum, it) => sum + it.layouts.length, 0);
  expect(layouts).toBeGreaterThanOrEqual(60);
  expect(layouts).toBeLessThanOrEqual(60 + 31);
  expect(history.openLayouts).toBeLessThanOrEqual(1);
  expect(history.lost).toBeGreaterThan(200);
  const events = history.happened.filter(({ type }) => type === 'started' || type === 'gone');
  expect(events.length).toBeLessThanOrEqual(2 * 300);
});

test('a hive with very many workers is bounded by its columns', async () => {
  const { post, advance, history } = await aRecordingQueen();
  const many = (pid: number) =>
    Array.from({ length: 512 }, (_, n) => aWorker({ pid, instance: `${n}`, engine: anEngine() }));
  for (let n = 0; n < 40; n += 1) {
    await post(aHeartbeat({ timestamp: at(n * 1_000), workers: many(n) }));
    advance(1_000);
  }
  const columns = history.seconds.flatMap((it) => it.layouts).reduce((sum, it) => sum + it.columns.length, 0);
  expect(columns).toBeLessThanOrEqual(100_000);
  expect(history.samples.length + history.lost).toBeGreaterThanOrEqual(40);
  const events = history.happened.filter(({ type }) => type === 'started' || type === 'gone');
  expect(events.length).toBeLessThanOrEqual(1_200 + 800);
});

test('the engine of a worker that changes its state ten times a second fills no file', async () => {
  const { post, advance, history } = await aRecordingQueen();
  for (let n = 0; n < 600; n += 1) {
    const engine = anEngine({ state: n % 2 ? 'ready' : 'stuck' });
    const workers = Array.from({ length: 20 }, (_, i) => aWorker({ instance: `${i}`, engine }));
    await post(aHeartbeat({ interval_ms: 100, timestamp: at(n * 100), workers }));
    advance(100);
  }
  expect(history.happened.length).toBeLessThanOrEqual(2_500);
  expect(history.lost).toBeGreaterThan(9_000);
});

test('a flood of backfill is handed over before the second ends', () => {
  const history = new FakeHistory();
  const clock = manualClock();
  const recorder = new Recorder({ history, clock, log: { info: () => {}, warn: () => {} } });
  const workers = Array.from({ length: 512 }, (_, n) => aWorker({ instance: `${n}`, engine: anEngine() }));
  const sample = sampleOf(aHeartbeat({ workers }));
  const received = { at: clock.now(), monotonic: clock.monotonic() };
  recorder.sampled({
    ...{ sample, received, clockSkewMs: 0, via: null, cut: false, conflicting: 0, announced: 'healthy' },
  });
  for (let n = 0; n < 200; n += 1) recorder.past(sample, null);
  expect(history.seconds).toHaveLength(1);
  expect(history.seconds[0]?.samples.length).toBeLessThan(2_100_000);
  expect(history.samples.length).toBeGreaterThan(100);
});
