import { aHeartbeat, anEngine, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import type { HiveRecord } from '../registry/index.ts';
import type { Sample } from '../sample/index.ts';
import { FakeHistory, manualClock, sampleOf } from '../testing/index.ts';
import { momentOf, type QueenClock } from '../time.ts';
import { Recorder } from './recorder.ts';

test('a hive that has another layout in each heartbeat gets a limited number of them, and the rest is counted', () => {
  const { recorder, history, report } = aRecorder();
  for (let n = 0; n < 300; n += 1)
    report({ interval_ms: 100, workers: [aWorker({ instance: `${n}` })] }, 100);
  recorder.tick();
  const layouts = history.seconds.reduce((sum, it) => sum + it.layouts.length, 0);
  expect(layouts).toBeGreaterThanOrEqual(60);
  expect(layouts).toBeLessThanOrEqual(60 + 31);
  expect(history.openLayouts).toBeLessThanOrEqual(1);
  expect(history.lost).toBeGreaterThan(200);
});

test('a hive with very many workers is bounded by its columns', () => {
  const { history, report } = aRecorder();
  for (let n = 0; n < 12; n += 1) report({ workers: manyWorkers(n) }, 1_000);
  const columns = history.seconds.flatMap((it) => it.layouts).reduce((sum, it) => sum + it.columns.length, 0);
  expect(columns).toBeGreaterThan(0);
  expect(columns).toBeLessThanOrEqual(75_000);
  expect(history.samples.length + history.lost).toBe(12);
});

test('the engines of a hive that change their states ten times a second fill no file', () => {
  const { history, report } = aRecorder();
  for (let n = 0; n < 300; n += 1) {
    const engine = anEngine({ state: n % 2 ? 'ready' : 'stuck' });
    const workers = Array.from({ length: 20 }, (_, i) => aWorker({ instance: `${i}`, engine }));
    report({ interval_ms: 100, workers }, 100);
  }
  expect(history.happened.length).toBeLessThanOrEqual(1_200 + 600);
  expect(history.lost).toBeGreaterThan(4_000);
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
  /** A live heartbeat, after which some milliseconds pass. */
  const report = (more: Parameters<typeof aHeartbeat>[0], ms: number): void => {
    recorder.sampled(recordOf(sampleOf(aHeartbeat(more)), clock));
    clock.move(ms);
    recorder.tick();
  };
  return { recorder, history, clock, report };
}

/** As many workers as a heartbeat can have. */
const manyWorkers = (pid: number) =>
  Array.from({ length: 512 }, (_, n) => aWorker({ pid, instance: `${n}`, engine: anEngine() }));

const recordOf = (sample: Sample, clock: QueenClock): HiveRecord => ({
  ...{ sample, received: momentOf(clock), clockSkewMs: 0, via: null },
  ...{ cut: false, conflicting: 0, announced: 'healthy' },
});
