import { aHeartbeat, anEngine, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import type { HiveRecord } from '../registry/index.ts';
import type { Sample } from '../sample/index.ts';
import { aRecordingQueen, FakeHistory, manualClock, sampleOf } from '../testing/index.ts';
import { momentOf, type QueenClock } from '../time.ts';
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

test('a hive with very many workers is bounded by its columns', () => {
  const { recorder, history, clock } = aRecorder();
  for (let n = 0; n < 12; n += 1) {
    recorder.sampled(recordOf(sampleOf(aHeartbeat({ workers: manyWorkers(n) })), clock));
    clock.move(1_000);
    recorder.tick();
  }
  const columns = history.seconds.flatMap((it) => it.layouts).reduce((sum, it) => sum + it.columns.length, 0);
  expect(columns).toBeGreaterThan(0);
  expect(columns).toBeLessThanOrEqual(75_000);
  expect(history.samples.length + history.lost).toBe(12);
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
  const { recorder, history, clock } = aRecorder();
  const sample = sampleOf(aHeartbeat({ workers: manyWorkers(1) }));
  recorder.sampled(recordOf(sample, clock));
  for (let n = 0; n < 200; n += 1) recorder.past(sample, null);
  expect(history.seconds).toHaveLength(1);
  expect(history.seconds[0]?.samples.length).toBeLessThan(2_100_000);
  expect(history.samples.length).toBeGreaterThan(100);
});

function aRecorder() {
  const history = new FakeHistory();
  const clock = manualClock();
  const recorder = new Recorder({ history, clock, log: { info: () => {}, warn: () => {} } });
  return { recorder, history, clock };
}

/** As many workers as a heartbeat can have. */
const manyWorkers = (pid: number) =>
  Array.from({ length: 512 }, (_, n) => aWorker({ pid, instance: `${n}`, engine: anEngine() }));

const recordOf = (sample: Sample, clock: QueenClock): HiveRecord => ({
  ...{ sample, received: momentOf(clock), clockSkewMs: 0, via: null },
  ...{ cut: false, conflicting: 0, announced: 'healthy' },
});
